{{/*
A value as a string. Helm parses the numbers of a values file as floating-point ones: 5000000 would be rendered as
5e+06.
*/}}
{{- define "order-pipeline-common.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}
{{ printf "%.0f" . }}
{{- else -}}
{{ toString . }}
{{- end -}}
{{- end }}

{{/* Not empty if the value is neither missing, null nor "". */}}
{{- define "order-pipeline-common.isSet" -}}
{{- if not (or (kindIs "invalid" .) (eq (toString .) "")) }}true{{ end -}}
{{- end }}

{{/* Integer fields, without those that are unset. Argument: a dict of them. Returns YAML. */}}
{{- define "order-pipeline-common.numbers" -}}
{{- $numbers := dict -}}
{{- range $name, $value := . -}}
{{- if include "order-pipeline-common.isSet" $value -}}
{{- $_ := set $numbers $name (int64 $value) -}}
{{- end -}}
{{- end -}}
{{- with $numbers }}{{ toYaml . }}{{ end -}}
{{- end }}

{{/* Maps of strings, merged: for a key in several of them, the first takes precedence. Arguments: the maps. Returns YAML. */}}
{{- define "order-pipeline-common.texts" -}}
{{- $texts := dict -}}
{{- range $map := . -}}
{{- range $key, $value := $map -}}
{{- if and (not (hasKey $texts $key)) (not (kindIs "invalid" $value)) -}}
{{- $_ := set $texts $key (include "order-pipeline-common.text" $value) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with $texts }}{{ toYaml . }}{{ end -}}
{{- end }}
