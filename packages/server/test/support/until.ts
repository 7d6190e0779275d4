export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for what comes to pass by itself, for four seconds and what asking takes. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await holds()) return;
    await pause(10);
  }
  throw new Error('It did not come to pass');
}
