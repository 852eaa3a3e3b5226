{{- define "order-pipeline-common.bootstrapServers" -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{ $config.KAFKA_BOOTSTRAP_SERVERS | default (printf "%s:%s" ($config.KAFKA_HOST | default "localhost") ($config.KAFKA_PORT | default "9092")) }}
{{- end }}

{{/*
KEDA's name of the SASL mechanism; empty without authentication. Where the user name is in an existing Secret, the protocol or
the mechanism decides.
*/}}
{{- define "order-pipeline-common.sasl" -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{- $mechanism := $config.KAFKA_SASL_MECHANISM | default (ternary "OAUTHBEARER" "SCRAM-SHA-512" (not (empty $config.KAFKA_OAUTH_TOKEN_URL))) -}}
{{- $sasl := hasPrefix "SASL" ($config.KAFKA_SECURITY_PROTOCOL | default "") -}}
{{- if or $config.KAFKA_CONSUMER_USERNAME (eq $mechanism "OAUTHBEARER") $sasl -}}
{{ $mechanism | replace "SCRAM-SHA-" "scram_sha" | replace "PLAIN" "plaintext" | lower }}
{{- end -}}
{{- end }}

{{/* With the services' own default. */}}
{{- define "order-pipeline-common.securityProtocol" -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{- $default := "PLAINTEXT" -}}
{{- if include "order-pipeline-common.sasl" . -}}
{{- $default = "SASL_SSL" -}}
{{- else if or $config.KAFKA_CERTIFICATE_PATH $config.KAFKA_CLIENT_CERTIFICATE_PATH $config.KAFKA_CONSUMER_CLIENT_CERTIFICATE_PATH -}}
{{- $default = "SSL" -}}
{{- end -}}
{{ $config.KAFKA_SECURITY_PROTOCOL | default $default }}
{{- end }}

{{- define "order-pipeline-common.sourceTopic" -}}
{{- $config := include "order-pipeline-common.config" . | fromJson -}}
{{ $config.KAFKA_SOURCE_TOPIC | default (index .Chart.Annotations "order-pipeline/source-topic") }}
{{- end }}
