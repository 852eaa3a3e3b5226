{{/*
KEDA reads the lag from a secured Kafka as the consumer: with its name and password, or its tokens, out of the pods' environment,
and what is a file there out of its Secret.
*/}}
{{- define "order-pipeline-common.triggerAuthentication" -}}
{{- $sasl := include "order-pipeline-common.sasl" . -}}
{{- $tls := include "order-pipeline-common.securityProtocol" . | hasSuffix "SSL" -}}
{{- if and .Values.autoscaling.enabled (or $sasl $tls) -}}
{{- $certificate := include "order-pipeline-common.certificateVolume" . | fromYaml -}}
{{- $sources := include "order-pipeline-common.kedaSources" . | fromJson -}}
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
{{ include "order-pipeline-common.metadata" (dict "context" .) }}
spec:
  {{- with $sources.variables }}
  env:
    {{- range $parameter := list "username" "password" "keyPassword" "oauthTokenEndpointUri" "scopes" }}
    {{- with index $sources.variables $parameter }}
    - parameter: {{ $parameter }}
      name: {{ . }}
      containerName: {{ $.Chart.Name }}
    {{- end }}
    {{- end }}
  {{- end }}
  {{- with $sources.secrets }}
  secretTargetRef:
    {{- range $parameter, $source := . }}
    - parameter: {{ $parameter }}
      name: {{ $source.name | toYaml }}
      key: {{ $source.key | toYaml }}
    {{- end }}
  {{- end }}
  {{- if and $certificate.configMap (not $sources.secrets.ca) }}
  configMapTargetRef:
    - parameter: ca
      name: {{ $certificate.configMap.name | toYaml }}
      key: {{ (first $certificate.configMap.items).key | toYaml }}
  {{- end }}
{{- end }}
{{- end }}

{{/*
KEDA's parameters, as JSON: under "secrets" those with a Secret and a key in it, under "variables" those with a variable of the
pods. As in the service, Kafka's own files and the consumer's come first.
*/}}
{{- define "order-pipeline-common.kedaSources" -}}
{{- $secrets := dict -}}
{{- $variables := dict -}}
{{- $keyPassword := "" -}}
{{- with (include "order-pipeline-common.certificateVolume" . | fromYaml).secret -}}
{{- $_ := set $secrets "ca" (dict "name" .secretName "key" (first .items).key) -}}
{{- end -}}
{{- $volumes := (include "order-pipeline-common.tlsFiles" . | fromJson).volumes -}}
{{- range $prefix := list "KAFKA" "KAFKA_CONSUMER" -}}
{{- range $volume := $volumes -}}
{{- if eq $volume.entry.for $prefix -}}
{{- range $parameter, $field := dict "ca" "authority" "cert" "certificate" "key" "key" -}}
{{- with index $volume.entry $field -}}
{{- $_ := set $secrets $parameter (dict "name" $volume.entry.secret "key" .) -}}
{{- end -}}
{{- end -}}
{{- if $volume.entry.key -}}
{{- $keyPassword = printf "%s_CLIENT_KEY_PASSWORD" $prefix -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $sasl := include "order-pipeline-common.sasl" . -}}
{{- if eq $sasl "oauthbearer" -}}
{{- $variables = dict
    "username" "KAFKA_CONSUMER_OAUTH_CLIENT_ID"
    "password" "KAFKA_CONSUMER_OAUTH_CLIENT_SECRET"
    "oauthTokenEndpointUri" "KAFKA_OAUTH_TOKEN_URL" -}}
{{- if (include "order-pipeline-common.config" . | fromJson).KAFKA_OAUTH_SCOPE -}}
{{- $_ := set $variables "scopes" "KAFKA_OAUTH_SCOPE" -}}
{{- end -}}
{{- else if $sasl -}}
{{- $variables = dict "username" "KAFKA_CONSUMER_USERNAME" "password" "KAFKA_CONSUMER_PASSWORD" -}}
{{- end -}}
{{- if hasKey (include "order-pipeline-common.secretSources" . | fromJson) $keyPassword -}}
{{- $_ := set $variables "keyPassword" $keyPassword -}}
{{- end -}}
{{- $files := include "order-pipeline-common.secretFiles" . | fromJson -}}
{{- range $parameter, $variable := $variables -}}
{{- with index $files $variable -}}
{{- $_ := set $secrets $parameter . -}}
{{- $variables = omit $variables $parameter -}}
{{- end -}}
{{- end -}}
{{ dict "secrets" $secrets "variables" $variables | toJson }}
{{- end }}
