{{- define "cse.name" -}}
{{- $name := ternary .Release.Name (printf "%s-cse" .Release.Name) (contains "cse" .Release.Name) -}}
{{- $name | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "cse.selector" -}}
app.kubernetes.io/name: cse
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "cse.labels" -}}
{{ include "cse.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "cse.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "cse.configSecret" -}}
{{- if and .Values.config.existingSecret .Values.config.text -}}
{{- fail "config.existingSecret and config.text contradict each other: give one of them" -}}
{{- end -}}
{{ .Values.config.existingSecret | default (printf "%s-config" (include "cse.name" .)) }}
{{- end }}

{{- define "cse.keySecret" -}}
{{ .Values.sealingKey.existingSecret | default (printf "%s-key" (include "cse.name" .)) }}
{{- end }}

{{- /* Empty where the page is off or has no token. */}}
{{- define "cse.tokenSecret" -}}
{{- if .Values.page.enabled }}{{ .Values.page.tokenSecret }}{{ end -}}
{{- end }}

{{- define "cse.claim" -}}
{{ .Values.persistence.existingClaim | default (printf "%s-data" (include "cse.name" .)) }}
{{- end }}

{{- /* What the Pod Security level "restricted" asks of a container, and a root file system that nobody can change. */}}
{{- define "cse.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}
