/**
 * Makes instances of an assembly, which exports `Exports`; `wasm` is it in base64. It is compiled once a thread, and only
 * where somebody needs one.
 */
export function assembly<Exports>(wasm: string): () => Exports {
  let module: WebAssembly.Module | undefined;
  return () => {
    module ??= new WebAssembly.Module(Buffer.from(wasm, 'base64'));
    return new WebAssembly.Instance(module, {}).exports as unknown as Exports;
  };
}
