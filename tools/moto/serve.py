"""moto_server, whose DynamoDB answers one call at a time, and whose state machines are interpreted.

Its own DynamoDB does not isolate transactions: one that is cancelled takes back what others have written meanwhile. Its
interpreter of the Amazon States Language invokes functions in Docker; where LAMBDA_URL is set, it invokes them there.
"""

import os
import sys
from threading import Lock
from typing import Any

import boto3
from moto.core.config import default_user_config
from moto.dynamodb.responses import DynamoHandler
from moto.server import main
from moto.stepfunctions.parser.asl.utils import boto_client

turn = Lock()
call_action = DynamoHandler.call_action


def call_in_turn(handler: DynamoHandler) -> Any:
    with turn:
        return call_action(handler)


DynamoHandler.call_action = call_in_turn


def invoke_elsewhere(url: str) -> None:
    client_for = boto_client.boto_client_for

    def client_of(region: str, service: str, state_credentials: Any = None) -> Any:
        if service != "lambda":
            return client_for(region, service, state_credentials)
        return boto3.client(
            service,
            endpoint_url=url,
            region_name=region,
            aws_access_key_id="ak",
            aws_secret_access_key="sk",
        )

    # Before the parts of the interpreter are loaded, which take it by its name.
    boto_client.boto_client_for = client_of


if "LAMBDA_URL" in os.environ:
    invoke_elsewhere(os.environ["LAMBDA_URL"])
    default_user_config["stepfunctions"] = {"execute_state_machine": True}
sys.exit(main())
