{{/*
The volumes with the files of single servers, as JSON: of each entry, the Secret's items, the folder where they are mounted and
the variables with their paths. Limited to the variables of this service, as "config" is; those of an entry under "global" of an
umbrella chart to what the service itself does not set.
*/}}
{{- define "order-pipeline-common.tlsFiles" -}}
{{- $context := . -}}
{{- $names := dict "authority" "CERTIFICATE_PATH" "certificate" "CLIENT_CERTIFICATE_PATH" "key" "CLIENT_KEY_PATH" -}}
{{- $volumes := list -}}
{{- $global := (.Values.global | default dict).tlsFiles | default list -}}
{{- range $index, $entry := concat $global (.Values.tlsFiles | default list) -}}
{{- $folder := printf "/tls/%d" $index -}}
{{- $items := list -}}
{{- $variables := dict -}}
{{- range $field, $name := $names -}}
{{- with index $entry $field -}}
{{- $variable := printf "%s_%s" $entry.for $name -}}
{{- if not (and (lt $index (len $global)) (include "order-pipeline-common.isSet" (get $context.Values.config $variable))) -}}
{{- $items = append $items (dict "key" . "path" .) -}}
{{- $_ := set $variables $variable (printf "%s/%s" $folder .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and $variables (hasKey $context.Values.config (keys $variables | first)) -}}
{{- $volume := dict "name" (printf "tls-%d" $index) "folder" $folder "items" $items "variables" $variables "entry" $entry -}}
{{- $volumes = append $volumes $volume -}}
{{- end -}}
{{- end -}}
{{ dict "volumes" $volumes | toJson }}
{{- end }}
