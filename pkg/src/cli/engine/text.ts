/** Text as ClickHouse reads it back. */
export function text(value: string): string {
  return `'${value.replace(/[\\']/g, "\\$&")}'`;
}

export function quoted(name: string): string {
  return `\`${name.replace(/[\\`]/g, "\\$&")}\``;
}
