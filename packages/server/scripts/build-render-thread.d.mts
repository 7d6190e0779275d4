/** @returns the path of the thread's program */
export function buildRenderThread(): Promise<string>;
