/** Times and durations in words. */

/** "9:58", "1:02:03", "3 d 04:05". */
export function countdown(seconds: number): string {
  const left = Math.max(0, seconds);
  const [d, h, m, s] = [Math.floor(left / 86_400), Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  if (d > 0) return `${d} d ${two(h)}:${two(m)}`;
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** "10 minutes", "an hour", "3 days": the two largest units at most. */
export function duration(seconds: number): string {
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ] as const;
  const parts: string[] = [];
  let left = Math.abs(seconds);
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
    else if (parts.length > 0) break;
  }
  return parts.slice(0, 2).join(" ") || "0 seconds";
}

/** A time of today as "14:05 UTC", any other with its date; in the zone of whoever reads it. */
export function moment(unixSeconds: number, now: number): string {
  const [date, today] = [new Date(unixSeconds * 1000), new Date(now * 1000)];
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  if (date.toDateString() === today.toDateString()) return time;
  return `${time} on ${date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })}`;
}

/** "in 10 minutes", "3 days ago". */
export function distance(unixSeconds: number, now: number): string {
  const left = unixSeconds - now;
  return left > 0 ? `in ${duration(left)}` : `${duration(left)} ago`;
}
