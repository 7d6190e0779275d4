export declare function buildCli(outdir: string): Promise<{ readonly bytes: number }>;
