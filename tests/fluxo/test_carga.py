"""Carregar história dá o mesmo que executar, passo a passo, nos mesmos instantes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from seicidades.comum.dias_uteis import Calendario
from seicidades.fluxo import avisos, registro, servicos
from seicidades.fluxo.models import Andamento, Implantacao
from seicidades.fluxo.nucleo.comandos import Comando, Recusado
from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato
from seicidades.fluxo.servicos import Passo
from seicidades.fluxo.verificacao import verificar
from seicidades.municipios.calendario import calendario_do_municipio
from tests.factories import OrgaoFactory

MOTIVOS = [{"item": "oficio", "codigo": "falta_assinatura", "texto": "Assine."}]
SEGUIDOS = ("situacao", "etapa_atual", "vez_de", "vez_desde", "prazo", "producao_em", "seq")


def enredo(cidade):
    """(dias, comando, quem, opções): do início a uma devolução corrigida."""
    return [
        (0, Comando(C.INICIAR), cidade.gerente, {}),
        (2, Comando(C.CONCLUIR_ITEM, item="oficio", dados={"texto": "Ok."}), cidade.gestor_sei, {}),
        (1, Comando(C.CONCLUIR_ITEM, item="conferencia"), cidade.gerente, {}),
        (
            3,
            Comando(C.CONCLUIR_ITEM, item="extrato", dados={"comprovacao": "Ofício 3."}),
            cidade.gerente,
            {"em_nome_de": "sggd", "origem": "oficio"},
        ),
        (1, Comando(C.ENVIAR_ETAPA, etapa="comeco"), cidade.gestor_sei, {}),
        (
            4,
            Comando(C.DEVOLVER_ETAPA, etapa="comeco", dados={"motivos": MOTIVOS}),
            cidade.gerente,
            {},
        ),
        (1, Comando(C.CONCLUIR_ITEM, item="oficio", dados={"texto": "Ok."}), cidade.gestor_sei, {}),
        (1, Comando(C.ENVIAR_ETAPA, etapa="comeco"), cidade.gestor_sei, {}),
        (2, Comando(C.APROVAR_ETAPA, etapa="comeco"), cidade.administrador, {}),
    ]


def test_carregar_da_o_mesmo_que_executar(relogio, cidade, fatos):
    fatos["cadastro"] = Fato(True, "Cadastro completo.")
    implantacao = Implantacao.objects.create(
        orgao=cidade.orgao, versao=servicos.roteiro_publicado()
    )
    passos, gemeo = [], OrgaoFactory()
    for numero, (dias, comando, quem, opcoes) in enumerate(enredo(cidade)):
        relogio.andar(days=dias)
        ator = servicos.ator_de(quem, cidade.orgao, **opcoes)
        passos.append(Passo(comando, ator, timezone.now(), dict(fatos)))
        servicos.executar(implantacao, comando, quem, chave=str(numero), **opcoes)
    calendario = calendario_do_municipio(gemeo.municipio_id)

    (carregada,) = servicos.carregar_historico(
        [(gemeo, passos)], calendarios={gemeo.municipio_id: calendario}
    )

    executada, carregada = cidade.implantacao, Implantacao.objects.get(pk=carregada.pk)
    assert carregada.estado == executada.estado
    assert [getattr(carregada, c) for c in SEGUIDOS] == [getattr(executada, c) for c in SEGUIDOS]
    eventos = [
        list(registro.eventos_de(i.andamentos.order_by("seq"))) for i in (carregada, executada)
    ]
    assert eventos[0] == eventos[1]
    assert _projetado(carregada.etapas) == _projetado(executada.etapas)
    assert _projetado(carregada.itens) == _projetado(executada.itens)
    assert verificar(carregada) == verificar(executada) == []


def _projetado(linhas) -> list[dict]:
    so_de_cada_uma = {"id": None, "implantacao_id": None}
    return [linha | so_de_cada_uma for linha in linhas.order_by("chave").values()]


@pytest.fixture
def passos(cidade):
    ator = servicos.ator_de(cidade.gerente, cidade.orgao)
    agora = timezone.now()
    return [
        Passo(Comando(C.INICIAR), ator, agora - timedelta(days=9)),
        Passo(Comando(C.CONCLUIR_ITEM, item="conferencia"), ator, agora - timedelta(days=5)),
    ]


def carregar(cidade, passos):
    calendarios = {cidade.orgao.municipio_id: Calendario()}
    return servicos.carregar_historico([(cidade.orgao, passos)], calendarios=calendarios)


def test_carga_nao_manda_correio(cidade, passos):
    (implantacao,) = carregar(cidade, passos)
    bloqueio = Comando(C.DECLARAR_BLOQUEIO, dados={"motivo_bloqueio": "outro", "dono": "prodesp"})

    assert avisos.avisar_pendentes() == 0
    servicos.executar(implantacao, bloqueio, cidade.gestor_sei, chave="x")
    assert avisos.avisar_pendentes() == 1  # o que vem depois avisa


def test_a_carregada_segue_por_comandos(cidade, passos):
    (implantacao,) = carregar(cidade, passos)
    cidade.executar(C.CONCLUIR_ITEM, cidade.gestor_sei, item="oficio", texto="Ok.")

    assert verificar(Implantacao.objects.get(pk=implantacao.pk)) == []


def test_passo_que_nao_passa_derruba_a_carga_inteira_e_diz_qual(cidade, passos):
    passos.append(Passo(Comando(C.ENVIAR_ETAPA, etapa="comeco"), passos[0].ator, timezone.now()))

    with pytest.raises(Recusado) as recusado:
        carregar(cidade, passos)

    assert f"No passo 3 de {cidade.orgao}" in recusado.value.__notes__[0]
    assert not Implantacao.objects.exists()
    assert not Andamento.objects.exists()


def test_carga_custa_um_numero_fixo_de_consultas(cidade, passos, django_assert_num_queries):
    historicos = [(OrgaoFactory(), passos) for _ in range(6)]
    calendarios = {o.municipio_id: Calendario() for o, _ in historicos}

    with django_assert_num_queries(9):  # versão, seis gravações, e abrir e fechar a transação
        servicos.carregar_historico(historicos, calendarios=calendarios)
