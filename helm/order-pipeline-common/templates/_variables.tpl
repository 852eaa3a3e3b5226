{{/* The variables of the ConfigMap, as JSON. */}}
{{- define "order-pipeline-common.config" -}}
{{- $config := include "order-pipeline-common.merged" (list . "config") | fromJson -}}
{{- $_ := set $config "SERVER_PORT" (toString .Values.containerPort) -}}
{{- if hasKey .Values.config "MARTS_PAGE" -}}
{{- $_ := set $config "MARTS_PAGE" ($config.MARTS_PAGE | default "false") -}}
{{- end -}}
{{- if include "order-pipeline-common.certificateVolume" . -}}
{{- $_ := set $config "CERTIFICATE_PATH" ($config.CERTIFICATE_PATH | default "/certificates/ca.crt") -}}
{{- end -}}
{{- range (include "order-pipeline-common.tlsFiles" . | fromJson).volumes -}}
{{- $config = mergeOverwrite $config .variables -}}
{{- end -}}
{{- range $name, $source := include "order-pipeline-common.secretFiles" . | fromJson -}}
{{- $_ := set $config (printf "%s_FILE" $name) (printf "/secrets/%s" $name) -}}
{{- end -}}
{{ toJson $config }}
{{- end }}

{{/* The content of the chart's own Secret, as JSON. */}}
{{- define "order-pipeline-common.secrets" -}}
{{ omit (include "order-pipeline-common.merged" (list . "secrets") | fromJson) "asFiles" | toJson }}
{{- end }}

{{/*
The settings of a service: its own where set, else those under "global" of an umbrella chart, limited to the variables of
this service: not every one gets the password of Redis. Blank is unset, as in the service itself. Arguments: the chart's context, and which: "config" or "secrets". Returns JSON.
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

{{- define "order-pipeline-common.existingSecret" -}}
{{ .Values.existingSecret | default (.Values.global | default dict).existingSecret | default "" }}
{{- end }}
