export function buildImage(): Promise<string>;
