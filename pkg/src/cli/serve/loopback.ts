/** Names of this machine, with or without a port, as headers have them. */
const LOOPBACK = /^(localhost|([a-z\d]([a-z\d-]*[a-z\d])?\.)+localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host) && URL.canParse(`http://${host}/`);
}

/** Whether a page of this origin is of this machine. */
export function isLoopbackOrigin(origin: string): boolean {
  const host = /^https?:\/\/(.+)$/.exec(origin)?.[1];
  return host !== undefined && isLoopback(host);
}
