// env-ci brings no types; these are the parts of its answer that we read.
declare module 'env-ci' {
  interface Environment {
    readonly isCi: boolean;
    readonly service?: string;
    readonly name?: string;
    readonly commit?: string;
    readonly branch?: string;
    readonly tag?: string;
    readonly isPr?: boolean;
    readonly pr?: string | number;
    readonly prBranch?: string;
    readonly slug?: string;
  }

  export default function envCi(options: {
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly cwd: string;
  }): Environment;
}
