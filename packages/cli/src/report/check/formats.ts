export const FORMATS = ['text', 'json', 'markdown', 'github', 'junit', 'sarif'] as const;

export type Format = (typeof FORMATS)[number];
