"""O que a etapa ouve das camadas de baixo."""

from interlocutores import acesso, reconfirmacao
from seicidades.contas.sinais import representante_mudou, vinculo_mudou


def conectar():
    vinculo_mudou.connect(ao_mudar_vinculo, dispatch_uid="interlocutores.vinculo_mudou")
    representante_mudou.connect(
        ao_mudar_representante, dispatch_uid="interlocutores.representante_mudou"
    )


def ao_mudar_vinculo(sender, orgao_id, **_):
    acesso.alinhar_acessos(orgao_id)
    reconfirmacao.pedir_se_o_representante_mudou(orgao_id)


def ao_mudar_representante(sender, orgao_id, desde, **_):
    reconfirmacao.pedir(orgao_id, desde)
