import { MOTO_SERVER, MOTO_WORDS } from '../../scripts/local-aws/moto/launcher';

/**
 * The Python program that imports moto once, asks it what it is slow to answer the first time (1.2 s: EC2's models, AWS's managed
 * policies), and then forks a moto for each connection to it. On the connection, a fork says what
 * moto says otherwise on its standard output, and it ends when the connection does. The program itself ends with its standard
 * input. It starts no thread, so that it can be forked.
 */
export const NURSERY = `${MOTO_WORDS}
${MOTO_SERVER}
import gc, select, signal, socket
from moto.moto_api._internal import mock_random
from werkzeug.test import EnvironBuilder

def ask(service, body, **headers):
    scope = f"Credential=local/20000101/us-east-1/{service}/aws4_request"
    headers["Authorization"] = f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"
    request = EnvironBuilder(method="POST", headers=headers, data=body)
    b"".join(app(request.get_environ(), lambda *answer: None))

query = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
# Only when EC2 has answered once does moto ask all partitions for the caller's account.
ask("ec2", "Action=DescribeVpcs&Version=2016-11-15", **query)
ask("ec2", "Action=DescribeVpcs&Version=2016-11-15", **query)
ask("dynamodb", "{}", **{"x-amz-target": "DynamoDB_20120810.ListTables", "content-type": "application/x-amz-json-1.0"})
# Each fork makes a default VPC of its own.
for service in ("ec2", "dynamodb"):
    for regions in backends.get_backend(service).values():
        regions.clear()

listener = socket.create_server(("127.0.0.1", 0))
say(sys.stdout, moto=moto.__version__, port=listener.getsockname()[1])
# Nobody waits for the forks. A collection of garbage would copy the memory that they share.
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
gc.freeze()
while True:
    ready, _, _ = select.select([sys.stdin, listener], [], [])
    if sys.stdin in ready:
        os._exit(0)
    connection, _ = listener.accept()
    if os.fork() == 0:
        break
    connection.close()
listener.close()
# Otherwise all forks would make the same ids.
mock_random.seed()
end_with(connection.makefile("rb"))
serve(connection.makefile("w"))
`;
