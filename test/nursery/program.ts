import { MOTO_SERVER, MOTO_WORDS } from '../../scripts/local-aws/moto/launcher';

/**
 * The Python program that imports moto once and then forks a moto for each connection to it. On the connection, a fork says what
 * moto says otherwise on its standard output, and it ends when the connection does. The program itself ends with its standard
 * input. It starts no thread, so that it can be forked.
 */
export const NURSERY = `${MOTO_WORDS}
${MOTO_SERVER}
import gc, select, signal, socket
from moto.moto_api._internal import mock_random

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
