{{- define "findling.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "findling.labels" -}}
app.kubernetes.io/name: findling
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "findling.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- /* HOST of every master's nats-server: the pods' lasting names */ -}}
{{- define "findling.masters" -}}
{{- $name := include "findling.name" . -}}
{{- range $i := until (int .Values.replicas) -}}
{{- if $i -}},{{- end -}}{{ $name }}-{{ $i }}.{{ $name }}-peers.$(NAMESPACE).svc
{{- end -}}
{{- end -}}
