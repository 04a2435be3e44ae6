/**
 * The Python program that runs moto. It is passed to `python3 -c`, so that the built bundle needs no file beside it.
 *
 * - It imports the services in use before it says that it is ready. Otherwise a first call would take up to two seconds.
 * - It takes a free port and prints one line: `{"moto": <version>, "port": <port>}`. Otherwise that line is `{"old": <version
 *   of Python>}`, `{"missing": <why moto cannot be imported>}`, or `{"moto": <version>}` for a version of another series.
 * - Its arguments are the services and the series: `ec2,s3 5.2.`
 * - It ends as soon as its standard input ends. That happens even if the parent is killed, whose folders it removes then: each
 *   line of its standard input is one.
 * - It answers an exception with its text in `x-moto-error` instead of a page of HTML.
 * - Its date is the one in the header `NOW_HEADER` of the latest request. Requests come one at a time.
 * - It looks up once what moto looks up for every request: its modules, a folder each, and the operations of a service. Those took
 *   half of the time of a request. It looks for the owner of an access key in AWS's own partition only, because each of the five
 *   partitions would read AWS's managed policies first.
 * - For a DynamoDB transaction it copies only the items that the transaction names. moto copies the whole table once for each
 *   write, to be able to restore it; with some hundred items in the table, that took most of moto's time.
 */

/** Seconds since the epoch. */
export const NOW_HEADER = 'x-local-aws-now';

/** `say`, `refuse`, and `end_with`, which ends the process as soon as a stream ends, and removes the folders that it has named. */
export const MOTO_WORDS = `
import copy, datetime, functools, json, os, shutil, sys, threading, time, types

def say(output, **words):
    print(json.dumps(words), file=output, flush=True)

def refuse(**words):
    say(sys.stdout, **words)
    os._exit(3)

def end_with(stream):
    def wait():
        # What follows the last newline is the beginning of a name.
        for folder in stream.read().decode().split("\\n")[:-1]:
            if os.path.basename(folder).startswith("cfn-express-"):
                shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)
    threading.Thread(target=wait, daemon=True).start()
`;

/** Imports moto, and defines `serve`, which runs it and says where. The least Python is moto's own `Requires-Python`. */
export const MOTO_SERVER = `
if sys.version_info < (3, 10):
    refuse(old=".".join(map(str, sys.version_info[:3])))

# Before moto is imported, so that all its modules have this clock.
clock = [time.time]
time.time = lambda: clock[0]()

class AnyDatetime(type):
    def __instancecheck__(self, thing):
        return isinstance(thing, system_datetime)

system_datetime = datetime.datetime

class PlayedDatetime(system_datetime, metaclass=AnyDatetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)

datetime.datetime = PlayedDatetime

try:
    import moto
    if not moto.__version__.startswith(sys.argv[2]):
        refuse(moto=moto.__version__)
    import moto.backends as backends
    import moto.core.responses as responses
    import moto.dynamodb.models as dynamodb
    import moto.iam.models as iam
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler, make_server
    for service in sys.argv[1].split(","):
        backends.get_backend(service)
except Exception as error:
    refuse(missing=str(error) if isinstance(error, ImportError) else f"{type(error).__name__}: {error}")

modules = list(backends.list_of_moto_modules())
backends.list_of_moto_modules = lambda: modules
responses.method_names_from_class = functools.lru_cache(responses.method_names_from_class)
iam.PARTITION_NAMES = ["aws"]

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
    now = environ.get("${`HTTP_${NOW_HEADER.toUpperCase().replaceAll('-', '_')}`}")
    if now is not None:
        clock[0] = lambda: float(now)
    try:
        return aws(environ, start_response)
    except Exception as error:
        text = f"{type(error).__name__}: {error}".encode("ascii", "replace").decode().replace("\\r", " ").replace("\\n", " ")
        status = "501 Not Implemented" if isinstance(error, NotImplementedError) else "500 Internal Server Error"
        start_response(status, [("x-moto-error", text[:1000]), ("content-length", "0")])
        return [b""]

def serve(output):
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    server.daemon_threads = True
    say(output, moto=moto.__version__, port=server.server_port)
    server.serve_forever()
`;

export const MOTO_LAUNCHER = `${MOTO_WORDS}
end_with(sys.stdin.buffer)
${MOTO_SERVER}
serve(sys.stdout)
`;
