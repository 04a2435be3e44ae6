/**
 * The Python program that runs moto. It is passed to `python3 -c`, so that the built bundle needs no file beside it.
 *
 * - It imports the services in use before it says that it is ready. Otherwise a first call would take up to two seconds.
 * - It takes a free port and prints one line: `{"moto": <version>, "port": <port>}`, or `{"missing": <what>}`.
 * - It ends as soon as its standard input ends. That happens even if the parent is killed.
 * - It answers an exception with its text in `x-moto-error` instead of a page of HTML.
 * - For a DynamoDB transaction it copies only the items that the transaction names. moto copies the whole table once for each
 *   write, to be able to restore it; with some hundred items in the table, that took most of moto's time.
 */
export const LAUNCHER = `
import copy, json, os, sys, threading, types

def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)

def say(**words):
    print(json.dumps(words), flush=True)

threading.Thread(target=end_with_parent, daemon=True).start()
try:
    import moto
    from moto.backends import get_backend
    import moto.dynamodb.models as dynamodb
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server
    for service in sys.argv[1].split(","):
        get_backend(service)
except ImportError as error:
    say(missing=str(error))
    sys.exit(3)

whole_transaction = dynamodb.DynamoDBBackend.transact_write_items
in_turn = threading.Lock()
writes = []
tables = {}

def transaction(backend, items):
    with in_turn:
        writes[:] = [write for item in items for write in item.values()]
        try:
            return whole_transaction(backend, items)
        finally:
            writes.clear()
            tables.clear()

def kept(thing, *memo):
    if not writes or not isinstance(thing, dynamodb.Table):
        return copy.deepcopy(thing, *memo)
    if thing.name not in tables:
        tables[thing.name] = with_named_items(thing)
    return tables[thing.name]

def with_named_items(thing):
    table = copy.copy(thing)
    table.items = copy.copy(thing.items)
    keys = (write.get("Key") or write.get("Item") or {} for write in writes if write.get("TableName") == thing.name)
    for key in keys:
        name = value(key, thing.hash_key_attr)
        partition = thing.items.get(name)
        if partition is None:
            continue
        if thing.range_key_attr is None:
            table.items[name] = copy.deepcopy(partition)
            continue
        if table.items[name] is partition:
            table.items[name] = copy.copy(partition)
        sort = value(key, thing.range_key_attr)
        if sort in partition:
            table.items[name][sort] = copy.deepcopy(partition[sort])
    return table

def value(key, attribute):
    return dynamodb.DynamoType(key[attribute]) if attribute in key else None

dynamodb.DynamoDBBackend.transact_write_items = transaction
dynamodb.copy = types.SimpleNamespace(copy=copy.copy, deepcopy=kept)

class Quiet(WSGIRequestHandler):
    def log(self, type, message, *args):
        pass

aws = DomainDispatcherApplication(create_backend_app)

def app(environ, start_response):
    try:
        return aws(environ, start_response)
    except Exception as error:
        text = f"{type(error).__name__}: {error}".encode("ascii", "replace").decode().replace("\\r", " ").replace("\\n", " ")
        status = "501 Not Implemented" if isinstance(error, NotImplementedError) else "500 Internal Server Error"
        start_response(status, [("x-moto-error", text[:1000]), ("content-length", "0")])
        return [b""]

server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
server.daemon_threads = True
say(moto=moto.__version__, port=server.server_port)
server.serve_forever()
`;
