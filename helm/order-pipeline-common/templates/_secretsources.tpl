{{/*
The Secret and the key that each password is in, as JSON: an existing one, else the chart's own. Those in "existingSecret" have
no place here: its keys are not part of the values.
*/}}
{{- define "order-pipeline-common.secretSources" -}}
{{- $context := . -}}
{{- $sources := dict -}}
{{- range $name, $value := include "order-pipeline-common.secrets" . | fromJson -}}
{{- $_ := set $sources $name (dict "name" (include "order-pipeline-common.fullname" $context) "key" $name) -}}
{{- end -}}
{{ mergeOverwrite $sources (include "order-pipeline-common.existingSecrets" . | fromJson) | toJson }}
{{- end }}

{{/*
The existing Secrets of single passwords, limited to the passwords of this service, as JSON. Those under "global" of an umbrella
chart are for passwords that the service itself does not set.
*/}}
{{- define "order-pipeline-common.existingSecrets" -}}
{{- $own := .Values.secrets -}}
{{- $existing := dict -}}
{{- range $name, $source := (.Values.global | default dict).existingSecrets -}}
{{- if not (include "order-pipeline-common.isSet" (get $own $name)) -}}
{{- $_ := set $existing $name $source -}}
{{- end -}}
{{- end -}}
{{- range $name, $source := .Values.existingSecrets -}}
{{- $_ := set $existing $name ($source | default (get $existing $name)) -}}
{{- end -}}
{{- $sources := dict -}}
{{- range $name, $source := $existing -}}
{{- if and $source (hasKey $own $name) -}}
{{- $_ := set $sources $name (dict "name" $source.secret "key" ($source.key | default $name)) -}}
{{- end -}}
{{- end -}}
{{ toJson $sources }}
{{- end }}

{{/* The sources of the passwords that are files, as JSON; a file has the name of its variable. A variable of extraEnv takes precedence. */}}
{{- define "order-pipeline-common.secretFiles" -}}
{{- $files := dict -}}
{{- $asFiles := (include "order-pipeline-common.merged" (list . "secrets") | fromJson).asFiles -}}
{{- if eq ($asFiles | default "false") "true" -}}
{{- $files = include "order-pipeline-common.secretSources" . | fromJson -}}
{{- end -}}
{{- range .Values.extraEnv -}}
{{- $files = omit $files .name -}}
{{- end -}}
{{ toJson $files }}
{{- end }}

{{/* The passwords of the chart's own Secret that are variables, as JSON. */}}
{{- define "order-pipeline-common.secretVariables" -}}
{{- if include "order-pipeline-common.secretFiles" . | fromJson -}}
{}
{{- else -}}
{{ include "order-pipeline-common.secrets" . }}
{{- end -}}
{{- end }}
