{{/*
The volumes with the files of single servers, as JSON: of each entry, the Secret's items, the folder where they are mounted and
the variables with their paths. Limited to the variables of this service, as "config" is.
*/}}
{{- define "order-pipeline-common.tlsFiles" -}}
{{- $context := . -}}
{{- $names := dict "authority" "CERTIFICATE_PATH" "certificate" "CLIENT_CERTIFICATE_PATH" "key" "CLIENT_KEY_PATH" -}}
{{- $volumes := list -}}
{{- range $index, $entry := concat ((.Values.global | default dict).tlsFiles | default list) (.Values.tlsFiles | default list) -}}
{{- $folder := printf "/tls/%d" $index -}}
{{- $items := list -}}
{{- $variables := dict -}}
{{- range $field, $name := $names -}}
{{- with index $entry $field -}}
{{- $items = append $items (dict "key" . "path" .) -}}
{{- $_ := set $variables (printf "%s_%s" $entry.for $name) (printf "%s/%s" $folder .) -}}
{{- end -}}
{{- end -}}
{{- if hasKey $context.Values.config (keys $variables | first) -}}
{{- $volume := dict "name" (printf "tls-%d" $index) "folder" $folder "items" $items "variables" $variables "entry" $entry -}}
{{- $volumes = append $volumes $volume -}}
{{- end -}}
{{- end -}}
{{ dict "volumes" $volumes | toJson }}
{{- end }}
