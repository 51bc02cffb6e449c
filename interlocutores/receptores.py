"""O que a etapa ouve das camadas de baixo."""

from interlocutores import acesso
from seicidades.contas.sinais import vinculo_mudou


def conectar():
    vinculo_mudou.connect(ao_mudar_vinculo, dispatch_uid="interlocutores.vinculo_mudou")


def ao_mudar_vinculo(sender, orgao_id, **_):
    acesso.alinhar_acessos(orgao_id)
