{{/*
KEDA reads the lag from a secured Kafka with the consumer's name and password, or its tokens, out of the pods' environment, and
the authority and client certificate, out of their Secrets.
*/}}
{{- define "order-pipeline-common.triggerAuthentication" -}}
{{- $sasl := include "order-pipeline-common.sasl" . -}}
{{- $tls := include "order-pipeline-common.securityProtocol" . | hasSuffix "SSL" -}}
{{- if and .Values.autoscaling.enabled (or $sasl $tls) -}}
{{- $certificate := include "order-pipeline-common.certificateVolume" . | fromYaml -}}
{{- $fromSecrets := include "order-pipeline-common.kedaSecrets" . | fromJson -}}
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
{{ include "order-pipeline-common.metadata" (dict "context" .) }}
spec:
  {{- if $sasl }}
  env:
    {{- range include "order-pipeline-common.kedaVariables" . | fromJsonArray }}
    - parameter: {{ first . }}
      name: {{ last . }}
      containerName: {{ $.Chart.Name }}
    {{- end }}
  {{- end }}
  {{- with $fromSecrets }}
  secretTargetRef:
    {{- range $parameter, $source := . }}
    - parameter: {{ $parameter }}
      name: {{ $source.name | toYaml }}
      key: {{ $source.key | toYaml }}
    {{- end }}
  {{- end }}
  {{- if and $certificate.configMap (not $fromSecrets.ca) }}
  configMapTargetRef:
    - parameter: ca
      name: {{ $certificate.configMap.name | toYaml }}
      key: {{ (first $certificate.configMap.items).key | toYaml }}
  {{- end }}
{{- end }}
{{- end }}

{{/* KEDA's parameters, each with a variable of the pods, as a JSON array. */}}
{{- define "order-pipeline-common.kedaVariables" -}}
{{- $parameters := list (list "username" "KAFKA_CONSUMER_USERNAME") (list "password" "KAFKA_CONSUMER_PASSWORD") -}}
{{- if eq (include "order-pipeline-common.sasl" .) "oauthbearer" -}}
{{- $parameters = list
    (list "username" "KAFKA_CONSUMER_OAUTH_CLIENT_ID")
    (list "password" "KAFKA_CONSUMER_OAUTH_CLIENT_SECRET")
    (list "oauthTokenEndpointUri" "KAFKA_OAUTH_TOKEN_URL") -}}
{{- if (include "order-pipeline-common.config" . | fromJson).KAFKA_OAUTH_SCOPE -}}
{{- $parameters = append $parameters (list "scopes" "KAFKA_OAUTH_SCOPE") -}}
{{- end -}}
{{- end -}}
{{ toJson $parameters }}
{{- end }}

{{/* KEDA's parameters with a Secret and a key in it, as JSON. As in the service, Kafka's own files and the consumer's come first. */}}
{{- define "order-pipeline-common.kedaSecrets" -}}
{{- $sources := dict -}}
{{- with (include "order-pipeline-common.certificateVolume" . | fromYaml).secret -}}
{{- $_ := set $sources "ca" (dict "name" .secretName "key" (first .items).key) -}}
{{- end -}}
{{- $volumes := (include "order-pipeline-common.tlsFiles" . | fromJson).volumes -}}
{{- range $prefix := list "KAFKA" "KAFKA_CONSUMER" -}}
{{- range $volume := $volumes -}}
{{- if eq $volume.entry.for $prefix -}}
{{- range $parameter, $field := dict "ca" "authority" "cert" "certificate" "key" "key" -}}
{{- with index $volume.entry $field -}}
{{- $_ := set $sources $parameter (dict "name" $volume.entry.secret "key" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ toJson $sources }}
{{- end }}
