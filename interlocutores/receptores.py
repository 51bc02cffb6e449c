"""O que a etapa ouve das camadas de baixo."""

from interlocutores import alinhamento, reconfirmacao
from seicidades.contas.sinais import representante_mudou, vinculo_mudou
from seicidades.correio.servicos import chamar_tarefa
from seicidades.fluxo.servicos import ImplantacaoOcupada

ALINHAR = "interlocutores.tasks.alinhar"


def conectar():
    vinculo_mudou.connect(ao_mudar_vinculo, dispatch_uid="interlocutores.vinculo_mudou")
    representante_mudou.connect(
        ao_mudar_representante, dispatch_uid="interlocutores.representante_mudou"
    )


def ao_mudar_vinculo(sender, orgao_id, **_):
    """Na hora; se outra pessoa grava na implantação, fica para a tarefa."""
    alinhamento.alinhar_acessos(orgao_id)
    try:
        alinhamento.alinhar_designacoes(orgao_id)
    except ImplantacaoOcupada:
        chamar_tarefa(ALINHAR, orgao_id)


def ao_mudar_representante(sender, orgao_id, desde, **_):
    reconfirmacao.pedir(orgao_id, desde)
