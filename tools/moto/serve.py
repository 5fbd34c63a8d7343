"""moto_server, whose DynamoDB answers one call at a time.

Its own does not isolate transactions: one that is cancelled takes back what others have written meanwhile.
"""

import sys
from threading import Lock
from typing import Any

from moto.dynamodb.responses import DynamoHandler
from moto.server import main

turn = Lock()
call_action = DynamoHandler.call_action


def call_in_turn(handler: DynamoHandler) -> Any:
    with turn:
        return call_action(handler)


DynamoHandler.call_action = call_in_turn
sys.exit(main())
