# Bash completion for patchbay. Load it with: source <(patchbay completion bash)
_patchbay() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local command=${COMP_WORDS[1]-} inner=${COMP_WORDS[2]-} words=''
  case $before in
    --orders | --report | --config | --book | --passphrase-file | --key-file | --file | --out | --facts)
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    --data | --books | --work | --in | --dir)
      mapfile -t COMPREPLY < <(compgen -d -- "$word")
      return
      ;;
  esac
  if ((COMP_CWORD == 1)); then
    words='serve demo sandbox lua partner policy endpoint message inbound webhook config backup restore credential dead switch hub keys customer audit link consent schedule completion --help --version'
  else
    case $command in
      demo) words='--orders --data --store --report --seed --listen --serve --help' ;;
      serve) words='--config --help' ;;
      sandbox)
        words='books --books --port --seed --latency --error-rate --timeout-after-commit --late-ms
          --cut-after-commit --retry-after --retry-after-date --rate --webhooks-to
          --duplicate-webhooks --reorder --bad-signatures --help'
        [[ $inner == books ]] && words='--books --json --help'
        ;;
      lua)
        words='reference stubs'
        [[ $inner == stubs ]] && words='--out --help'
        ;;
      partner)
        words='list status versions reload rollback enable disable reset new lint test try record
          drift docs doctor'
        local trial='--sandbox --set --yes --reason --customer --config --json --help'
        case $inner in
          list | status | versions) words='--config --store --json --help' ;;
          rollback) words='--to --reason --config --store --json --help' ;;
          reset | reload | enable | disable) words='--reason --config --store --json --help' ;;
          new) words='--kind --native --in --name --config --json --help' ;;
          lint | test) words='--config --json --help' ;;
          try) words="--key $trial" ;;
          record) words="--name --key $trial" ;;
          drift) words=$trial ;;
          docs) words='--html --config --json --help' ;;
          doctor) words='--config --timeout-ms --json --help' ;;
        esac
        [[ $before == --kind ]] &&
          words='loyalty messaging payment pos reconciliation retail support transport utility'
        ;;
      policy)
        words='show set push pull diff test simulate try activate rollback history versions
          decisions explain replay'
        case $inner in
          show) words=--numbers ;;
          set) words='--from --dir --reason' ;;
          push | activate | rollback) words=--reason ;;
          pull) words=--force ;;
          test) words='--coverage --accept --reason' ;;
          simulate) words='--against --from --until --days --csv --html --facts' ;;
          try) words='--customer --facts --version --dir --occasion --amount --points --days --partner
            --category --payment --milestone --at' ;;
          replay) words='--month --from --until' ;;
          decisions) words='--effect --customer --from --until --limit' ;;
          diff | history | versions | explain) words='' ;;
        esac
        [[ $inner == activate ]] && words+=' --at'
        [[ $inner && $inner != "$word" ]] && words+=' --config --store --json --help'
        [[ $before == --effect ]] &&
          words='earn set_tier award discount redeem share hold flag notify deny'
        [[ $before == --occasion ]] &&
          words='order purchase redemption progress claim link transaction reconciliation'
        ;;
      webhook)
        words='listen send'
        [[ $inner == listen ]] && words='--book --port --forward --help'
        [[ $inner == send ]] && words='--to --type --data --id --json --help'
        ;;
      endpoint)
        words='list show create change pause resume remove test rotate-secret replay replays
          cancel-replay'
        local draft='--url --event --partner --description --header --file'
        case $inner in
          list) words=--partner ;;
          show | replays) words='' ;;
          create) words="$draft --signing --out --reason" ;;
          change) words="$draft --all-events --reason" ;;
          pause | remove | test | cancel-replay) words=--reason ;;
          resume) words='--deliver-held --reason' ;;
          rotate-secret) words='--overlap-hours --out --reason' ;;
          replay) words='--what --since --until --per-second --dry-run --reason' ;;
        esac
        [[ $inner && $inner != "$word" ]] && words+=' --config --store --json --help'
        ;;
      message)
        words='list show replay why'
        case $inner in
          list) words='--state --type --since --until --before --limit' ;;
          show | why) words='' ;;
          replay) words=--reason ;;
        esac
        [[ $inner && $inner != "$word" ]] && words+=' --config --store --json --help'
        ;;
      inbound)
        words='list show redrive'
        case $inner in
          list) words='--partner --state --type --limit --before' ;;
          show) words=--body ;;
          redrive) words=--reason ;;
        esac
        [[ $inner && $inner != "$word" ]] && words+=' --config --store --json --help'
        ;;
      config) words=reference ;;
      backup) words='--config --store --passphrase-file --without-keys --json --help' ;;
      restore)
        words='--config --store --passphrase-file --key-file --work --replace --json --help'
        ;;
      credential)
        words='create list show rotate revoke'
        case $inner in
          create) words='--kind --role --name --partner --scope --environment --signing
            --allow-timestamp-signature --network --expires --out --reason' ;;
          list) words='--partner --all' ;;
          rotate) words='--overlap-hours --out --reason' ;;
          revoke) words=--reason ;;
          show) words='' ;;
        esac
        [[ $inner && $inner != "$word" ]] && words+=' --config --store --json --help'
        ;;
      dead)
        words='list show redrive discard'
        [[ $inner == show ]] && words='--config --store --json --help'
        [[ $inner == list ]] && words='--kind --partner --key --why --since --until --limit
          --config --store --json --help'
        [[ $inner == redrive || $inner == discard ]] && words='--kind --partner --key --why --since
          --until --all --dry-run --reason --config --store --json --help'
        [[ $inner == redrive ]] && words+=' --per-second'
        ;;
      switch)
        words='list stop resume read-only'
        [[ $inner == list ]] && words='--config --store --json --help'
        [[ $inner == stop || $inner == resume ]] && words='partner queue --reason --config --store
          --json --help'
        [[ $inner == read-only ]] && words='on off --reason --config --store --json --help'
        ;;
      hub)
        words='list drain resume'
        [[ $inner == list ]] && words='--config --store --json --help'
        [[ $inner == drain || $inner == resume ]] && words='--reason --config --store --json --help'
        ;;
      keys)
        words='generate status rotate reseal retire'
        [[ $inner == generate ]] && words='--id --file --help'
        [[ $inner == status ]] && words='--config --store --json --help'
        [[ $inner == rotate ]] && words='--id --per-second --reason --config --store --json --help'
        [[ $inner == reseal ]] && words='--per-second --reason --config --store --help'
        [[ $inner == retire ]] && words='--reason --config --store --help'
        ;;
      customer)
        words='export erase'
        [[ $inner == export ]] && words='--file --reason --config --store --help'
        [[ $inner == erase ]] && words='--cancel-open-rewards --dry-run --reason --config --store --json --help'
        ;;
      audit)
        words='list verify export accept'
        case $inner in
          list) words='--limit --before --actor --action --subject --from --to --config --store
            --json --help' ;;
          verify) words='--organisation --file --config --store --json --help' ;;
          export) words='--organisation --from --to --format --out --config --store --help' ;;
          accept) words='--organisation --reason --config --store --help' ;;
        esac
        ;;
      link)
        words='list add remove'
        [[ $inner == list || $inner == add ]] && words='--config --store --json --help'
        [[ $inner == remove ]] && words='--reason --config --store --json --help'
        ;;
      consent)
        words='list revoke'
        [[ $inner == list ]] && words='--partner --config --store --json --help'
        [[ $inner == revoke ]] && words='--purpose --reason --config --store --json --help'
        ;;
      schedule)
        words='list show add remove preview run pause resume backfill history'
        local times='--cron --every --at --on --interval-seconds --anchor --zone'
        case $inner in
          list | show) words='' ;;
          preview) words="$times --from" ;;
          add) words="$times --job --set --jitter-seconds --overlap --catch-up --catch-up-max
            --replace --reason" ;;
          remove | run | pause | resume) words=--reason ;;
          backfill) words='--from --to --dry-run --reason' ;;
          history) words=--limit ;;
        esac
        [[ $inner && $inner != "$word" ]] && words+=' --config --store --json --help'
        ;;
      completion) words=bash ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  # Their argument may be a folder of rules.
  if [[ $command == policy && ($inner == @(show|push|pull|diff|test)) && $word && $word != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -d -- "$word")
  fi
  # Their argument is a file.
  if [[ ($command == backup || $command == restore) && $word != -* ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -o filenames -F _patchbay patchbay
