/** The shells that completions are written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * Each asks `ledger __complete` with the words so far, the last of which is the one to complete, and gets a line for each
 * candidate: the word, a tab, what it is.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  // bash breaks words at ":" and "@" as well: what stands before such a break in the word must not come again. It works
  // in the bash 3.2 of macOS.
  bash: `_ledger() {
  local line=\${COMP_LINE:0:COMP_POINT} cur=\${COMP_WORDS[COMP_CWORD]} words whole value rest
  read -ra words <<< "$line"
  case $line in *[[:space:]]) words+=("") ;; esac
  whole=\${words[\${#words[@]}-1]}
  case $cur in ''|[:=@]) cur= ;; esac
  local cut=$(( \${#whole} - \${#cur} ))
  COMPREPLY=()
  while IFS=$'\\t' read -r value rest; do
    COMPREPLY+=("\${value:cut}")
  done < <("\${words[0]}" __complete "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _ledger ledger
`,
  zsh: `#compdef ledger
_ledger() {
  local -a found
  local value rest
  while IFS=$'\\t' read -r value rest; do
    found+=("\${value//:/\\\\:}:$rest")
  done < <("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then
    _describe -V ledger found
  else
    _files
  fi
}
compdef _ledger ledger
`,
  fish: `function __ledger_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete $words[2..-1] 2>/dev/null
end
complete -c ledger -f -a '(__ledger_complete)'
`,
};

/** How to have it in every shell, beside calling it by hand. */
export const INSTALL: Readonly<Record<Shell, string>> = {
  bash: 'echo \'eval "$(ledger completion bash)"\' >> ~/.bashrc',
  zsh: 'echo \'eval "$(ledger completion zsh)"\' >> ~/.zshrc   # after compinit',
  fish: 'ledger completion fish > ~/.config/fish/completions/ledger.fish',
};
