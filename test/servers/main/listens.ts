import { connect } from 'node:net';

/** Whether something takes connections on a port of 127.0.0.1. */
export const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    const end = (is: boolean) => {
      socket.destroy();
      done(is);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
