"""Voltar atrás aparece na história como o que é, na linha de origem e na própria."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seicidades.fluxo.nucleo.comandos import TipoDeComando as C
from seicidades.fluxo.nucleo.definicao import Fato

pytestmark = pytest.mark.django_db


def historia(client, cidade, quem=None) -> dict[str, list]:
    """As linhas da página, pelo tipo, da mais nova à mais velha."""
    client.force_login(quem or cidade.observador)
    pagina = client.get(reverse("fluxo:historia", args=[cidade.implantacao.pk]))
    linhas: dict[str, list] = {}
    for linha in pagina.context["eventos"]:
        linhas.setdefault(linha.tipo, []).append(linha)
    linhas["html"] = " ".join(pagina.content.decode().split())
    return linhas


def pagina(client, cidade, nome, quem, *args, consulta="") -> str:
    client.force_login(quem)
    url = reverse(nome, args=[cidade.implantacao.pk, *args]) + consulta
    return " ".join(client.get(url).content.decode().split())


@pytest.fixture
def tres_aprovadas(aprovada, fatos):
    """Começo e meio aprovados; fim aberto."""
    cidade = aprovada
    for item, quem in (("decreto", cidade.gestor_sei), ("redes", cidade.gestor_ti)):
        cidade.executar(C.CONCLUIR_ITEM, quem, item=item, texto="Feito.")
    cidade.executar(C.ENVIAR_ETAPA, cidade.gestor_sei, etapa="meio")
    cidade.executar(C.APROVAR_ETAPA, cidade.administrador, etapa="meio")
    return cidade


# Desfazer a aprovação


def test_a_aprovacao_desfeita_continua_la_com_quem_quando_e_por_que(client, relogio, aprovada):
    cidade = aprovada
    cidade.executar(C.DESFAZER_APROVACAO, cidade.administrador, etapa="comeco", motivo="Engano.")

    linhas = historia(client, cidade)

    (aprovacao,) = linhas["etapa_aprovada"]
    quem = cidade.administrador.nome_publico
    assert aprovacao.texto == f"{quem} aprovou Começo."
    assert aprovacao.selo == "desfeita"
    assert aprovacao.notas == (f"Desfeita em 02/03/2026 por {quem}. Motivo: Engano.",)
    (desfeita,) = linhas["aprovacao_desfeita"]
    assert desfeita.detalhe == (
        "Engano. Fechou de novo: Meio e Arquivo; o que foi preenchido está guardado."
    )
    assert {li.selo for li in linhas["etapa_aberta"]} == {"fechada"}
    assert (
        linhas["etapa_aberta"][0]
        .notas[0]
        .startswith("Fechou de novo: a aprovação de Começo foi desfeita em 02/03/2026 por ")
    )
    assert "Desfeita em 02/03/2026" in linhas["html"]


def test_aprovada_de_novo_so_a_primeira_aprovacao_consta_desfeita(client, aprovada):
    cidade = aprovada
    cidade.executar(C.DESFAZER_APROVACAO, cidade.administrador, etapa="comeco", motivo="Engano.")
    cidade.executar(C.APROVAR_ETAPA, cidade.administrador, etapa="comeco", chave="de novo")

    nova, velha = historia(client, cidade)["etapa_aprovada"]

    assert (nova.selo, nova.notas) == ("", ())
    assert velha.selo == "desfeita"


def test_desfazer_aparece_a_quem_aprovou_e_so_a_ele(client, aprovada):
    cidade = aprovada

    def oferece(quem) -> bool:
        return "Desfazer a aprovação" in pagina(client, cidade, "fluxo:etapa", quem, "comeco")

    assert oferece(cidade.administrador)
    assert not oferece(cidade.gerente)
    assert not oferece(cidade.gestor_sei)
    confirmar = pagina(
        client,
        cidade,
        "fluxo:comando",
        cidade.administrador,
        "desfazer_aprovacao",
        consulta="?etapa=comeco",
    )
    assert "Fecha de novo: Meio e Arquivo." in confirmar


def test_ao_aprovar_a_pessoa_sabe_que_pode_desfazer(client, enviada):
    client.force_login(enviada.administrador)
    url = reverse("fluxo:analise", args=[enviada.implantacao.pk, "comeco"])
    dados = {"decisao": "aprovar", "chave": "pela-pagina", "seq": enviada.implantacao.seq}

    resposta = client.post(url, dados, follow=True)

    assert "permite desfazer até o próximo dia útil" in resposta.content.decode()


# Reabrir a etapa


def test_reaberta_diz_o_que_se_reconfirma_e_por_que(client, relogio, tres_aprovadas):
    cidade = tres_aprovadas
    cidade.executar(
        C.REABRIR_ETAPA, cidade.gerente, etapa="comeco", motivo="Mudou.", itens=["oficio"]
    )

    linhas = historia(client, cidade)

    (reaberta,) = linhas["etapa_reaberta"]
    assert reaberta.detalhe == (
        "Mudou. A corrigir: «Fazer oficio». A reconfirmar, porque vêm depois desta: Meio."
    )
    meio, comeco = linhas["etapa_aprovada"]
    quem = cidade.gerente.nome_publico
    assert (comeco.selo, comeco.notas) == (
        "reaberta",
        (f"Etapa reaberta em 02/03/2026 por {quem}. Motivo: Mudou.",),
    )
    assert (meio.selo, meio.notas) == (
        "a reconfirmar",
        (
            f"Teve de ser reconfirmada: Começo foi reaberta em 02/03/2026 por {quem}. "
            "Motivo: Mudou.",
        ),
    )


def test_a_etapa_a_reconfirmar_diz_por_que_a_todos(client, relogio, tres_aprovadas):
    cidade = tres_aprovadas
    cidade.executar(C.REABRIR_ETAPA, cidade.gerente, etapa="comeco", motivo="Mudou.")
    por_que = f"Começo foi reaberta em 02/03/2026 por {cidade.gerente.nome_publico}."

    assert por_que in pagina(client, cidade, "fluxo:etapa", cidade.gestor_sei, "meio")
    assert por_que in pagina(client, cidade, "fluxo:etapa", cidade.gerente, "meio")
    assert por_que in pagina(client, cidade, "fluxo:analise", cidade.administrador, "meio")
    assert por_que not in pagina(client, cidade, "fluxo:etapa", cidade.gerente, "fim")


def test_antes_de_reabrir_a_gerencia_ve_o_que_se_reconfirma(client, tres_aprovadas):
    cidade = tres_aprovadas

    def confirmar(etapa: str) -> str:
        consulta = f"?etapa={etapa}"
        return pagina(
            client, cidade, "fluxo:comando", cidade.gerente, "reabrir_etapa", consulta=consulta
        )

    assert "Terá de ser reconfirmado, porque vem depois desta: Meio." in confirmar("comeco")
    assert "Nenhuma etapa seguinte está aprovada" in confirmar("meio")


def test_habilitada_que_se_reabre_conta_que_deixou_de_valer(client, tres_aprovadas, fatos):
    cidade = tres_aprovadas
    cidade.executar(C.CONCLUIR_ITEM, cidade.gestor_conhecimento, item="aulas", texto="Dadas.")
    hoje = cidade.implantacao.inicio.isoformat()
    cidade.executar(C.ENTRAR_EM_PRODUCAO, cidade.gerente, data=hoje, justificativa="Conferido.")
    fatos["uso"] = Fato(True, "Em uso.")
    cidade.executar(C.ENVIAR_ETAPA, cidade.gestor_sei, etapa="fim")
    cidade.executar(C.APROVAR_ETAPA, cidade.administrador, etapa="fim")
    assert cidade.implantacao.situacao == "habilitada"
    confirmar = pagina(
        client, cidade, "fluxo:comando", cidade.gerente, "reabrir_etapa", consulta="?etapa=meio"
    )
    assert "O município deixa de estar habilitado" in confirmar
    cidade.executar(C.REABRIR_ETAPA, cidade.gerente, etapa="meio", motivo="Mudou.")

    (habilitada,) = historia(client, cidade)["implantacao_habilitada"]

    assert habilitada.selo == "deixou de valer"
    assert habilitada.notas[0].startswith("Meio foi reaberta em ")


# Retificar


def test_a_data_retificada_mostra_a_de_antes_e_a_de_agora(client, relogio, iniciada):
    cidade = iniciada
    seq = cidade.implantacao.ler_estado().inicio_seq
    for vez, valor in enumerate(("2026-02-20", "2026-02-24")):
        relogio.andar(days=1)
        cidade.executar(
            C.RETIFICAR,
            cidade.gerente,
            chave=f"vez-{vez}",
            seq=seq,
            campo="ocorreu_em",
            valor=valor,
            motivo="Ofício.",
        )

    linhas = historia(client, cidade)

    (inicio,) = linhas["implantacao_iniciada"]
    quem = cidade.gerente.nome_publico
    assert inicio.selo == "retificado"
    assert inicio.notas == (
        f"Retificado em 03/03/2026 por {quem}: de 02/03/2026 para 20/02/2026. Motivo: Ofício.",
        f"Retificado em 04/03/2026 por {quem}: de 20/02/2026 para 24/02/2026. Motivo: Ofício.",
    )
    segunda, primeira = linhas["dado_retificado"]
    assert primeira.texto == f"{quem} retificou a data do início, de 02/03/2026 para 20/02/2026."
    assert segunda.texto == f"{quem} retificou a data do início, de 20/02/2026 para 24/02/2026."


def test_o_registro_do_item_tambem_conta_a_retificacao(client, relogio, iniciada):
    cidade = iniciada
    cidade.executar(
        C.CONCLUIR_ITEM, cidade.gestor_sei, item="oficio", ocorreu_em=date(2026, 2, 27), texto="Ok."
    )
    item = pagina(client, cidade, "fluxo:item", cidade.gerente, "oficio")
    assert "Retificar a data" in item
    seq = cidade.implantacao.ler_estado().item("oficio").dado_seq
    confirmar = pagina(
        client,
        cidade,
        "fluxo:comando",
        cidade.gerente,
        "retificar",
        consulta=f"?seq={seq}&campo=ocorreu_em",
    )
    assert "A data que vale hoje é 27/02/2026." in confirmar
    cidade.executar(
        C.RETIFICAR,
        cidade.gerente,
        seq=seq,
        campo="ocorreu_em",
        valor="2026-02-26",
        motivo="Carimbo.",
    )

    item = pagina(client, cidade, "fluxo:item", cidade.gestor_sei, "oficio")

    assert "de 27/02/2026 para 26/02/2026. Motivo: Carimbo." in item
    assert "Retificar a data" not in item


def test_a_producao_anulada_diz_o_dia_que_era(client, tres_aprovadas):
    cidade = tres_aprovadas
    cidade.executar(C.CONCLUIR_ITEM, cidade.gestor_conhecimento, item="aulas", texto="Dadas.")
    hoje = cidade.implantacao.inicio
    cidade.executar(
        C.ENTRAR_EM_PRODUCAO, cidade.gerente, data=hoje.isoformat(), justificativa="Conferido."
    )
    seq = cidade.implantacao.ler_estado().producao_seq
    assert "Retificar a entrada em produção" in pagina(
        client, cidade, "fluxo:cidade", cidade.gerente
    )
    cidade.executar(
        C.RETIFICAR, cidade.gerente, seq=seq, campo="data", valor=None, motivo="Adiada."
    )

    linhas = historia(client, cidade)

    assert (
        f"anulada; era {hoje:%d/%m/%Y}. Motivo: Adiada." in linhas["producao_iniciada"][0].notas[0]
    )
    assert linhas["dado_retificado"][0].texto.endswith(
        f"anulou a entrada em produção de {hoje:%d/%m/%Y}."
    )


def test_a_historia_custa_o_mesmo_com_uma_correcao_ou_com_muitas(client, relogio, iniciada):
    cidade = iniciada
    seq = cidade.implantacao.ler_estado().inicio_seq
    client.force_login(cidade.observador)

    def retificar(dia: int) -> None:
        cidade.executar(
            C.RETIFICAR,
            cidade.gerente,
            chave=f"dia-{dia}",
            seq=seq,
            campo="ocorreu_em",
            valor=f"2026-02-0{dia}",
            motivo="Ofício.",
        )

    def consultas() -> int:
        with CaptureQueriesContext(connection) as feitas:
            client.get(reverse("fluxo:historia", args=[cidade.implantacao.pk]))
        return len(feitas)

    retificar(1)
    com_uma = consultas()
    for dia in range(2, 9):
        retificar(dia)

    assert consultas() == com_uma
