/** `2026-11-23 19:30` in the time zone of the machine; as it came where it is no time. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** `2026-11-23` in the time zone of the machine. */
export function formatDay(iso: string): string {
  return formatTime(iso).slice(0, 10);
}
