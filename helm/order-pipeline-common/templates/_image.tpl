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

{{/* Under "global", other charts have names alone, or objects with names. */}}
{{- define "order-pipeline-common.imagePullSecrets" -}}
{{- range $secret := .Values.imagePullSecrets | default (.Values.global | default dict).imagePullSecrets }}
- name: {{ kindIs "string" $secret | ternary $secret (get (kindIs "map" $secret | ternary $secret dict) "name") | toYaml }}
{{- end }}
{{- end }}
