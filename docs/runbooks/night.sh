# What the runbooks call. Source it: . docs/runbooks/night.sh
# N: namespace, R: name of the release; set them first if yours are called otherwise. Wanted on your machine: kubectl, curl,
# and for `stream` the nats command. SERVICE: intake, processing, reporting, notify.
N=${N:-motcua}
R=${R:-motcua}

# pods: what runs, how often it restarted, where.
pods() { kubectl -n "$N" get pods -l "app.kubernetes.io/instance=$R" -o wide; }
# logs SERVICE [SINCE]: lines of all replicas, JSON.
logs() { kubectl -n "$N" logs -l "app.kubernetes.io/instance=$R,app.kubernetes.io/component=$1" --since="${2:-30m}" --tail=-1 --prefix; }
# checks SERVICE: settings, database, schema, keys and broker as a pod sees them.
checks() { kubectl -n "$N" exec "deploy/$R-$1" -- /opt/motcua/bin/service check; }
# ready SERVICE: every line of /readyz?verbose.
ready() { at "$1" '/readyz?verbose'; }
# at SERVICE PATH: an address of the service's HTTP port, with the token in TOKEN_FILE if that is set.
at() (
  tunnel "deploy/$R-$1" 18100:http
  curl -sS ${TOKEN_FILE:+-H "Authorization: Bearer $(cat "$TOKEN_FILE")"} "http://localhost:18100$2"
)
# sql SERVICE < statements: psql on the primary of the service's CloudNativePG cluster.
sql() {
  local primary
  primary=$(kubectl -n "$N" get pods -l "cnpg.io/cluster=$R-$1-db,cnpg.io/instanceRole=primary" -o name)
  kubectl -n "$N" exec -i -c postgres "$primary" -- psql "$1"
}
# stream …: the nats command against our broker.
stream() (
  tunnel "pod/$R-nats-0" 14222:client
  nats -s nats://localhost:14222 "$@"
)
# tunnel OBJECT PORTS: open until the calling subshell ends.
tunnel() {
  kubectl -n "$N" port-forward "$1" "$2" >/dev/null &
  # shellcheck disable=SC2064
  trap "kill $!" EXIT
  sleep 2
}
