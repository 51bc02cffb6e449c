"""O que a etapa ouve das camadas de baixo."""

from interlocutores import alinhamento, reconfirmacao
from seicidades.contas.sinais import endereco_mudou, representante_mudou, vinculo_mudou
from seicidades.correio.servicos import chamar_tarefa
from seicidades.fluxo.servicos import ImplantacaoOcupada

ALINHAR = "interlocutores.tasks.alinhar"
LEVAR_ENDERECO = "interlocutores.tasks.levar_endereco"


def conectar():
    vinculo_mudou.connect(ao_mudar_vinculo, dispatch_uid="interlocutores.vinculo_mudou")
    endereco_mudou.connect(ao_mudar_endereco, dispatch_uid="interlocutores.endereco_mudou")
    representante_mudou.connect(
        ao_mudar_representante, dispatch_uid="interlocutores.representante_mudou"
    )


def ao_mudar_vinculo(sender, orgao_id, **_):
    """Na hora; se outra pessoa grava na implantação, fica para a tarefa."""
    try:
        alinhamento.alinhar_acessos(orgao_id)
        alinhamento.alinhar_designacoes(orgao_id)
    except ImplantacaoOcupada:
        chamar_tarefa(ALINHAR, orgao_id)


def ao_mudar_endereco(sender, usuario_id, antes, depois, **_):
    for orgao_id in alinhamento.orgaos_do_endereco(usuario_id, antes):
        try:
            alinhamento.levar_endereco(orgao_id, usuario_id, antes, depois)
        except ImplantacaoOcupada:
            chamar_tarefa(LEVAR_ENDERECO, orgao_id, usuario_id, antes, depois)


def ao_mudar_representante(sender, orgao_id, desde, **_):
    reconfirmacao.pedir(orgao_id, desde)
