{{/*
The pods of the service and of the redrive Job. Arguments: the chart's context, the restart policy, and the fields of this
container alone, as YAML. An extra volume mount at /tmp replaces the chart's.
*/}}
{{- define "order-pipeline-common.podSpec" -}}
{{- $container := index . 2 -}}
{{- $restartPolicy := index . 1 -}}
{{- $context := index . 0 -}}
{{- with $context -}}
{{- $ownTmp := false -}}
{{- range .Values.extraVolumeMounts -}}
{{- $ownTmp = or $ownTmp (eq (trimSuffix "/" .mountPath) "/tmp") -}}
{{- end -}}
{{ include "order-pipeline-common.podBasics" . }}
restartPolicy: {{ $restartPolicy }}
{{- with include "order-pipeline-common.numbers" (pick .Values "terminationGracePeriodSeconds") }}
{{ . }}
{{- end }}
{{- range $field := list "affinity" "initContainers" }}
{{- with index $context.Values $field }}
{{ $field }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
containers:
  - name: {{ .Chart.Name }}
    {{- include "order-pipeline-common.containerBasics" . | nindent 4 }}
    envFrom:
      - configMapRef:
          name: {{ include "order-pipeline-common.fullname" . | toYaml }}
      {{- if include "order-pipeline-common.secretVariables" . | fromJson }}
      - secretRef:
          name: {{ include "order-pipeline-common.fullname" . | toYaml }}
      {{- end }}
      {{- with include "order-pipeline-common.existingSecret" . }}
      - secretRef:
          name: {{ . | toYaml }}
      {{- end }}
      {{- with .Values.extraEnvFrom }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- with include "order-pipeline-common.env" . }}
    env:
      {{- . | nindent 6 }}
    {{- end }}
    {{- $container | nindent 4 }}
    {{- with .Values.resources }}
    resources:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- $certificate := include "order-pipeline-common.certificateVolume" . }}
    {{- $tlsFiles := (include "order-pipeline-common.tlsFiles" . | fromJson).volumes }}
    {{- $secretFiles := include "order-pipeline-common.secretFiles" . | fromJson }}
    {{- if or (not $ownTmp) $certificate $tlsFiles $secretFiles .Values.extraVolumeMounts }}
    volumeMounts:
      {{- if not $ownTmp }}
      - name: tmp
        mountPath: /tmp
      {{- end }}
      {{- if $certificate }}
      - name: certificate
        mountPath: {{ dir (include "order-pipeline-common.config" . | fromJson).CERTIFICATE_PATH | toYaml }}
        readOnly: true
      {{- end }}
      {{- range $tlsFiles }}
      - name: {{ .name }}
        mountPath: {{ .folder }}
        readOnly: true
      {{- end }}
      {{- if $secretFiles }}
      - name: secrets
        mountPath: /secrets
        readOnly: true
      {{- end }}
      {{- with .Values.extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- end }}
  {{- with eq $restartPolicy "Always" | ternary .Values.extraContainers list }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- if or (not $ownTmp) $certificate $tlsFiles $secretFiles .Values.extraVolumes }}
volumes:
  {{- if not $ownTmp }}
  - name: tmp
    emptyDir: {}
  {{- end }}
  {{- with $certificate }}
  - name: certificate
    {{- . | nindent 4 }}
  {{- end }}
  {{- range $tlsFiles }}
  - name: {{ .name }}
    secret:
      secretName: {{ .entry.secret | toYaml }}
      items:
        {{- toYaml .items | nindent 8 }}
  {{- end }}
  {{- if $secretFiles }}
  - name: secrets
    projected:
      sources:
        {{- range $variable, $source := $secretFiles }}
        - secret:
            name: {{ $source.name | toYaml }}
            items:
              - key: {{ $source.key | toYaml }}
                path: {{ $variable }}
        {{- end }}
  {{- end }}
  {{- with .Values.extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* The fields of every pod of this chart. Argument: the chart's context. */}}
{{- define "order-pipeline-common.podBasics" -}}
serviceAccountName: {{ include "order-pipeline-common.serviceAccountName" . | toYaml }}
automountServiceAccountToken: {{ .Values.serviceAccount.automount | default false }}
# Kubernetes would set KAFKA_PORT and the like to the addresses of Services that happen to be called so.
enableServiceLinks: false
{{- with include "order-pipeline-common.imagePullSecrets" . | trim }}
imagePullSecrets:
  {{- . | nindent 2 }}
{{- end }}
{{- with .Values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- range $field := list "priorityClassName" "runtimeClassName" "schedulerName" "dnsPolicy" }}
{{- with include "order-pipeline-common.ownOrGlobal" (list $ $field) }}
{{ $field }}: {{ . }}
{{- end }}
{{- end }}
{{- with include "order-pipeline-common.ownOrGlobal" (list . "nodeSelector") }}
nodeSelector:
  {{- include "order-pipeline-common.texts" (list (fromYaml .)) | nindent 2 }}
{{- end }}
{{- range $field := list "dnsConfig" "tolerations" }}
{{- with include "order-pipeline-common.ownOrGlobal" (list $ $field) }}
{{ $field }}:
  {{- . | nindent 2 }}
{{- end }}
{{- end }}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The fields of every container of the service's image. */}}
{{- define "order-pipeline-common.containerBasics" -}}
image: {{ include "order-pipeline-common.image" . | toYaml }}
imagePullPolicy: {{ include "order-pipeline-common.pullPolicy" . }}
{{- with .Values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/*
The variables in addition to the ConfigMap and the whole Secrets: those of extraEnv take precedence. A server-side apply rejects
duplicate names.
*/}}
{{- define "order-pipeline-common.env" -}}
{{- $env := list -}}
{{- $names := list -}}
{{- range .Values.extraEnv -}}
{{- $names = append $names .name -}}
{{- $env = append $env (hasKey . "value" | ternary (merge (dict "value" (include "order-pipeline-common.text" .value)) .) .) -}}
{{- end -}}
{{- if not (include "order-pipeline-common.secretFiles" . | fromJson) -}}
{{- range $name, $source := include "order-pipeline-common.existingSecrets" . | fromJson -}}
{{- if not (has $name $names) -}}
{{- $env = append $env (dict "name" $name "valueFrom" (dict "secretKeyRef" $source)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and .Values.javaOptions (not (has "JDK_JAVA_OPTIONS" $names)) -}}
{{- $env = prepend $env (dict "name" "JDK_JAVA_OPTIONS" "value" .Values.javaOptions) -}}
{{- end -}}
{{- with $env }}{{ toYaml . }}{{ end -}}
{{- end }}

{{/* A setting of this service, else the global one. Arguments: the chart's context, its name. Returns YAML or nothing. */}}
{{- define "order-pipeline-common.ownOrGlobal" -}}
{{- $context := index . 0 -}}
{{- $name := index . 1 -}}
{{- with index $context.Values $name | default (index ($context.Values.global | default dict) $name) }}{{ toYaml . }}{{ end -}}
{{- end }}
