"""Ajustes do gunicorn em produção: `gunicorn -c python:seicidades.operacao.web`.

Não importa o Django: é lido pelo processo mestre, antes da aplicação.
"""

import os

from seicidades.operacao.registros import configuracao

bind = os.environ.get("ESCUTA", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("PROCESSOS_WEB", "2"))
threads = int(os.environ.get("LINHAS_POR_PROCESSO", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 75
# Um processo que cresceu devagar é trocado sem que ninguém perceba.
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 (memória, não disco)
control_socket_disable = True
# Quem registra os pedidos é o programa (sem endereços); o proxy guarda os acessos.
accesslog = None
logconfig_dict = configuracao(nivel=os.environ.get("NIVEL_DO_LOG", "INFO"), em_json=True) | {
    "loggers": {"gunicorn.error": {"propagate": True}}
}
# Só o proxy fala com esta porta; ele diz se a pessoa veio por HTTPS.
forwarded_allow_ips = "*"
