# Bash completion for patchbay. Load it with: source <(patchbay completion bash)
_patchbay() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]-} inner=${COMP_WORDS[2]-} words=''
  case $before in
    --orders | --report | --config | --book)
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    --data | --books)
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return
      ;;
  esac
  if ((COMP_CWORD == 1)); then
    words='serve demo sandbox webhook config completion --help --version'
  else
    case $command in
      demo) words='--orders --data --store --report --seed --listen --serve --help' ;;
      serve) words='--config --help' ;;
      sandbox)
        words='--books --port --seed --error-rate --timeout-after-commit --late-ms --rate --help'
        ;;
      webhook)
        words=listen
        [[ $inner == listen ]] && words='--book --port --help'
        ;;
      config) words=reference ;;
      completion) words=bash ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o filenames -F _patchbay patchbay
