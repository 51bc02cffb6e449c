"""Uma coisa primeiro: o que a página põe no alto, para quem olha."""

from django.urls import reverse

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato


def proxima(client, cidade, usuario):
    client.force_login(usuario)
    return client.get(reverse("fluxo:cidade", args=[cidade.implantacao.pk])).context["proxima"]


def concluir_o_comeco(cidade, fatos):
    fatos["cadastro"] = Fato(True, "Cadastro completo.")
    cidade.executar(C.CONCLUIR_ITEM, cidade.gestor_sei, item="oficio", texto="Feito.")
    cidade.executar(C.CONCLUIR_ITEM, cidade.gerente, item="conferencia")
    em_nome = {"em_nome_de": "sggd", "origem": "oficio", "texto": "Ofício 12/2026."}
    cidade.executar(C.CONCLUIR_ITEM, cidade.gerente, item="extrato", **em_nome)


def test_etapa_em_analise_vem_antes_dos_itens_da_gerencia(client, iniciada, fatos):
    concluir_o_comeco(iniciada, fatos)
    iniciada.executar(C.ENVIAR_ETAPA, iniciada.gestor_sei, etapa="comeco")

    acao = proxima(client, iniciada, iniciada.gerente)

    assert (acao.titulo, acao.botao) == ("Analise a etapa Começo", "Analisar")
    assert acao.prazo == iniciada.implantacao.ler_estado().etapa("comeco").responder_ate


def test_pedido_de_ajuda_vem_antes_de_tudo_para_a_gerencia(client, iniciada):
    iniciada.executar(
        C.DECLARAR_BLOQUEIO,
        iniciada.gestor_sei,
        motivo_bloqueio="sem_acesso",
        dono="prodesp",
        texto="Não entro.",
    )

    assert proxima(client, iniciada, iniciada.gerente).titulo == "Responda ao pedido de ajuda"
    assert proxima(client, iniciada, iniciada.gestor_sei).titulo == "Fazer oficio"


def test_com_tudo_resolvido_quem_envia_ve_o_envio(client, iniciada, fatos):
    concluir_o_comeco(iniciada, fatos)
    iniciada.executar(C.REAVALIAR, None)

    assert proxima(client, iniciada, iniciada.gestor_sei).titulo == "Envie a etapa Começo"


def test_quem_so_observa_nao_recebe_tarefa(client, iniciada):
    assert proxima(client, iniciada, iniciada.observador).url == ""
