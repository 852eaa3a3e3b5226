{{/*
The settings of a service: its own where they are set, else those that an umbrella chart gives to all services under
"global", as far as this one knows them: not every service is to get the password of Redis. A blank one counts as not
set, as it does in the service itself. Arguments: the chart's context, and which: "config" or "secrets". Returns JSON.
*/}}
{{- define "order-pipeline-common.merged" -}}
{{- $context := index . 0 -}}
{{- $which := index . 1 -}}
{{- $own := index $context.Values $which -}}
{{- $global := index ($context.Values.global | default dict) $which | default dict -}}
{{- $merged := dict -}}
{{- range $name := keys $own -}}
{{- range $value := list (get $global $name) (get $own $name) -}}
{{- if include "order-pipeline-common.isSet" $value -}}
{{- $_ := set $merged $name (include "order-pipeline-common.text" $value) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{ toJson $merged }}
{{- end }}

{{/* The variables of the ConfigMap, as JSON. */}}
{{- define "order-pipeline-common.config" -}}
{{- $config := include "order-pipeline-common.merged" (list . "config") | fromJson -}}
{{- $_ := set $config "SERVER_PORT" (toString .Values.containerPort) -}}
{{- if include "order-pipeline-common.certificateVolume" . -}}
{{- $_ := set $config "CERTIFICATE_PATH" ($config.CERTIFICATE_PATH | default "/certificates/ca.crt") -}}
{{- end -}}
{{ toJson $config }}
{{- end }}

{{- define "order-pipeline-common.secrets" -}}
{{ include "order-pipeline-common.merged" (list . "secrets") }}
{{- end }}

{{- define "order-pipeline-common.existingSecret" -}}
{{ .Values.existingSecret | default (.Values.global | default dict).existingSecret | default "" }}
{{- end }}

{{/* Where the authority's certificate comes from, as a volume's source; empty where there is none. */}}
{{- define "order-pipeline-common.certificateVolume" -}}
{{- $certificate := .Values.certificate -}}
{{- if not (or $certificate.secret $certificate.configMap) -}}
{{- $certificate = (.Values.global | default dict).certificate | default dict -}}
{{- end -}}
{{- $items := list (dict "key" ($certificate.key | default "ca.crt") "path" (include "order-pipeline-common.certificateFile" .)) -}}
{{- if and $certificate.secret $certificate.configMap -}}
{{- fail "certificate.secret and certificate.configMap exclude each other: the certificate comes from one of them" -}}
{{- else if $certificate.secret -}}
secret:
  secretName: {{ $certificate.secret | toYaml }}
  items:
    {{- toYaml $items | nindent 4 }}
{{- else if $certificate.configMap -}}
configMap:
  name: {{ $certificate.configMap | toYaml }}
  items:
    {{- toYaml $items | nindent 4 }}
{{- end -}}
{{- end }}

{{- define "order-pipeline-common.certificateFile" -}}
{{- $config := include "order-pipeline-common.merged" (list . "config") | fromJson -}}
{{ base ($config.CERTIFICATE_PATH | default "ca.crt") }}
{{- end }}

{{- define "order-pipeline-common.image" -}}
{{- $global := (.Values.global | default dict).image | default dict -}}
{{- $image := .Values.image -}}
{{- with $image.registry | default $global.registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{ $image.repository }}
{{- if $image.digest -}}
@{{ $image.digest }}
{{- else -}}
:{{ $image.tag | default $global.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "order-pipeline-common.pullPolicy" -}}
{{ .Values.image.pullPolicy | default ((.Values.global | default dict).image | default dict).pullPolicy | default "IfNotPresent" }}
{{- end }}

{{- define "order-pipeline-common.configMap" -}}
apiVersion: v1
kind: ConfigMap
{{ include "order-pipeline-common.metadata" (dict "context" .) }}
data:
  {{- include "order-pipeline-common.config" . | fromJson | toYaml | nindent 2 }}
{{- end }}

{{/* "data" and not "stringData": what is taken out of that stays in the Secret in the cluster. */}}
{{- define "order-pipeline-common.secret" -}}
{{- with include "order-pipeline-common.secrets" . | fromJson -}}
apiVersion: v1
kind: Secret
{{ include "order-pipeline-common.metadata" (dict "context" $) }}
type: Opaque
data:
  {{- range $name, $value := . }}
  {{ $name }}: {{ $value | b64enc | toYaml }}
  {{- end }}
{{- end }}
{{- end }}
