"""O quadro, a passagem no meio da etapa, o endereço que recusa e os cartões."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from interlocutores import cartoes, quadro
from interlocutores.models import Designacao
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import AvisoDeSaida, CaixaPostal, Convite
from seicidades.fluxo import compromissos
from seicidades.lembretes.leitura import carregar
from seicidades.lembretes.pendencias import entradas
from tests.factories import MensagemFactory, UsuarioFactory, VinculoFactory
from tests.interlocutores.factories import DesignacaoFactory
from tests.interlocutores.test_views import ANA, BIA

HOJE = timezone.localdate()
SEMANA = timedelta(days=7)


@pytest.fixture
def titular(cidade):
    return DesignacaoFactory(
        implantacao=cidade.implantacao,
        papel=Papel.GESTOR_TI,
        email=cidade.gestor_ti.email,
        nome=cidade.gestor_ti.nome,
    )


def lembrados(provedor: str, de=HOJE - 29 * timedelta(days=1), ate=HOJE):
    return list(compromissos._provedores[f"interlocutores.{provedor}"](de, ate))


def avisar_saida(cidade):
    vinculo = cidade.gestor_ti.vinculos.get()
    contas.avisar_saida(cidade.gestor_ti, [vinculo], motivo="saiu", texto="", sucessor_nome="Bia")


def test_aviso_do_suplente_leva_a_tirar_o_suplente_e_nao_o_titular(pagina, cidade, titular):
    suplente = DesignacaoFactory(
        implantacao=cidade.implantacao,
        papel=Papel.GESTOR_TI,
        suplente=True,
        email="s@exemplo.invalid",
    )
    vinculo = VinculoFactory(
        orgao=cidade.implantacao.orgao,
        papel=Papel.GESTOR_TI,
        suplente=True,
        usuario=UsuarioFactory(email=suplente.email),
    )
    contas.avisar_saida(vinculo.usuario, [vinculo], motivo="saiu", texto="")
    quadro_dele = pagina("quadro", cidade.representante).text
    tirar = f"suplentes/{suplente.pk}/encerrar/"
    assert tirar in quadro_dele
    assert "gestor-ti/substituir/" not in quadro_dele
    fim = {"fim": (HOJE - timedelta(days=1)).isoformat(), "motivo": "Deixou a prefeitura."}
    args = [suplente.pk]
    assert pagina("encerrar_suplente", cidade.representante, fim, args=args).status_code == 302
    assert AvisoDeSaida.objects.get().desfecho == "trocou"


@pytest.mark.parametrize("papel", [Papel.REPRESENTANTE, Papel.APOIO])
def test_saida_de_quem_nao_e_interlocutor_tambem_se_lembra_e_se_resolve(pagina, cidade, papel):
    if papel == Papel.APOIO:
        VinculoFactory(orgao=cidade.implantacao.orgao, papel=papel, inicio=HOJE)
    vinculo = cidade.implantacao.orgao.vinculos.get(papel=papel)
    contas.avisar_saida(vinculo.usuario, [vinculo], motivo="saiu", texto="Mudei de cidade.")
    lembrado = lembrados("saida")
    assert {c.papel for c in lembrado} == {Papel.GERENTE, Papel.REPRESENTANTE}
    assert all(papel.rotulo in c.texto for c in lembrado)
    assert "Mudei de cidade." in pagina("quadro", cidade.gerente).text
    assert "Mudei de cidade." not in pagina("quadro", cidade.gestor_sei).text


# --- Passagem no meio da etapa


def test_passagem_leva_itens_acesso_e_correio_na_hora_e_guarda_o_nome(pagina, cidade, titular):
    avisar_saida(cidade)
    assert "Há um aviso" in pagina("gestor_ti", cidade.gerente).text
    bia = UsuarioFactory(email="bia@exemplo.invalid", nome="Bia Reis")

    dados = BIA | {"inicio": HOJE.isoformat()}
    assert pagina("substituir_gestor_ti", cidade.gestor_sei, dados).status_code == 302

    assert AvisoDeSaida.objects.get().desfecho == "trocou"
    assert pagina("contato_gestor_ti", bia).context["pode_salvar"]  # o item é dela
    assert pagina("quadro", cidade.gestor_ti).status_code == 404  # quem saiu não vê mais
    recebem = entradas(carregar(HOJE))  # a próxima mensagem
    assert cidade.gestor_ti.pk not in recebem
    lugar = quadro.montar(cidade.implantacao)[Papel.GESTOR_TI]
    assert lugar.titular.designacao.nome == "Bia Reis"
    assert [d.nome for d in lugar.anteriores] == [cidade.gestor_ti.nome]
    assert cidade.gestor_ti.nome in pagina("quadro", bia).text


# --- Quadro


def test_quadro_conta_os_dias_vagos_e_mostra_aviso_so_a_quem_decide(pagina, cidade, titular):
    DesignacaoFactory(
        implantacao=cidade.implantacao,
        papel=Papel.GESTOR_DOCUMENTAL,
        fim=HOJE - timedelta(days=10),
    )
    avisar_saida(cidade)
    da_gerencia = pagina("quadro", cidade.gerente).text
    assert "há 9 dias" in da_gerencia
    assert "Conferi: continua no papel" in da_gerencia
    dos_demais = pagina("quadro", cidade.gestor_sei).text
    assert "há 9 dias" in dos_demais
    assert "Conferi: continua no papel" not in dos_demais


def test_quadro_em_numero_fixo_de_consultas(cidade, django_assert_max_num_queries):
    for papel in INTERLOCUTORES:
        for suplente in (False, True):
            DesignacaoFactory(implantacao=cidade.implantacao, papel=papel, suplente=suplente)
    with django_assert_max_num_queries(8):
        quadro.montar(cidade.implantacao)


def test_recados_no_alto_da_etapa_e_da_cidade(client, cidade, titular):
    avisar_saida(cidade)
    client.force_login(cidade.gerente)
    base = f"/implantacoes/{cidade.implantacao.pk}/"
    assert "«Não sou mais eu»" in client.get(base).text
    da_etapa = client.get(f"{base}etapas/interlocutores/").text
    assert "«Não sou mais eu»" in da_etapa
    assert f'href="{base}interlocutores/"' in da_etapa


# --- Vaga, saída e correio lembrados até que se resolva


def test_vaga_lembra_gerencia_e_representante_a_cada_semana(cidade):
    DesignacaoFactory(
        implantacao=cidade.implantacao, papel=Papel.GESTOR_DOCUMENTAL, fim=HOJE - timedelta(days=16)
    )
    achados = lembrados("vacancia")
    assert {c.papel for c in achados} == {Papel.GERENTE, Papel.REPRESENTANTE}
    assert {c.data for c in achados} == {HOJE - timedelta(days=1)}  # dos que passaram, o último
    futuros = lembrados("vacancia", HOJE, HOJE + 2 * SEMANA)
    assert {c.data for c in futuros} == {HOJE + timedelta(days=6), HOJE + timedelta(days=13)}
    DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_DOCUMENTAL, inicio=HOJE)
    assert lembrados("vacancia") == []


def test_suplente_em_exercicio_nao_deixa_o_papel_vago(cidade):
    DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_DOCUMENTAL, encerrada=True)
    DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_DOCUMENTAL, suplente=True)
    assert lembrados("vacancia") == []
    assert quadro.montar(cidade.implantacao)[Papel.GESTOR_DOCUMENTAL].so_suplente


def test_aviso_de_saida_se_lembra_ate_resolver(cidade, titular):
    avisar_saida(cidade)
    achados = lembrados("saida")
    assert {(c.implantacao, c.papel, c.data) for c in achados} == {
        (cidade.implantacao.pk, papel, HOJE) for papel in (Papel.GERENTE, Papel.REPRESENTANTE)
    }
    assert cidade.gestor_ti.nome not in achados[0].texto
    contas.manter_no_papel(AvisoDeSaida.objects.get(), por=cidade.gerente)
    assert lembrados("saida") == []


def test_eleicao_lembra_a_gerencia_de_preparar_o_resumo(cidade):
    dia = date(2028, 10, 2)
    assert [c.data for c in lembrados("eleicao", dia - SEMANA, dia)] == [dia]
    assert lembrados("eleicao", date(2026, 10, 1), date(2026, 10, 31)) == []


def recusar(email):
    return MensagemFactory(para=email, situacao="falhou", tentativas=1, erro="550 sem caixa")


def test_endereco_que_recusa_aparece_no_papel_e_e_lembrado_a_gerencia(pagina, cidade, titular):
    recusar(titular.email)
    assert "O endereço recusa mensagens" in pagina("gestor_ti", cidade.gerente).text
    assert "550 sem caixa" in pagina("quadro", cidade.gerente).text
    assert "recusa mensagens" not in pagina("quadro", cidade.gestor_sei).text
    (compromisso,) = lembrados("correio")
    assert (compromisso.papel, compromisso.implantacao) == (Papel.GERENTE, cidade.implantacao.pk)
    assert titular.email not in compromisso.texto + compromisso.chave


def corrigida(designacao, email):
    campos = ("nome", "cargo", "unidade", "telefone")
    dados = {campo: getattr(designacao, campo) for campo in campos}
    return dados | {"email": email, "inicio": designacao.inicio.isoformat()}


def test_so_o_endereco_que_recusa_se_corrige_em_quem_ja_tem_acesso(
    pagina, cidade, titular, em_nome_de
):
    dados = corrigida(titular, "certo@exemplo.invalid") | em_nome_de
    recusada = pagina("gestor_ti", cidade.gerente, dados)
    assert "registre a substituição" in str(recusada.context["form"].errors["email"])

    recusar(titular.email)
    assert pagina("gestor_ti", cidade.gerente, dados).status_code == 302
    cidade.gestor_ti.refresh_from_db()
    titular.refresh_from_db()
    assert (cidade.gestor_ti.email, titular.email) == ("certo@exemplo.invalid",) * 2
    assert cidade.gestor_ti.vinculos.ativos(HOJE).exists()


def test_colega_nao_muda_o_endereco_de_quem_ja_tem_acesso(pagina, cidade, titular):
    recusar(titular.email)
    resposta = pagina("gestor_ti", cidade.gestor_sei, corrigida(titular, "meu@exemplo.invalid"))
    assert "pela própria pessoa ou pelo gerente" in str(resposta.context["form"].errors["email"])
    cidade.gestor_ti.refresh_from_db()
    assert cidade.gestor_ti.email == titular.email


def test_endereco_de_quem_responde_por_outro_orgao_e_com_a_administracao(
    pagina, cidade, titular, em_nome_de
):
    VinculoFactory(usuario=cidade.gestor_ti, papel=Papel.GESTOR_TI)
    recusar(titular.email)
    dados = corrigida(titular, "certo@exemplo.invalid") | em_nome_de
    resposta = pagina("gestor_ti", cidade.gerente, dados)
    assert "outro órgão" in str(resposta.context["form"].errors["email"])


# --- Caixa de setor


def test_designar_com_caixa_de_setor_avisa_e_marca_salvo_se_e_de_uma_so(pagina, cidade, client):
    ti = ANA | {"email": "ti@exemplo.invalid"}
    resposta = pagina("gestor_ti", cidade.gestor_sei, ti)
    avisos = [str(m) for m in client.get(resposta.url).context["messages"]]
    assert any("lido por mais de uma pessoa" in aviso for aviso in avisos)
    assert CaixaPostal.objects.get().compartilhada
    assert Convite.objects.get().email == "ti@exemplo.invalid"

    pagina("gestor_ti", cidade.gestor_sei, ti | {"caixa_de_uma_pessoa": "on"})
    assert not CaixaPostal.objects.get().compartilhada
    assert pagina("gestor_ti", cidade.gestor_sei).context["form"]["caixa_de_uma_pessoa"].value()


def test_mesmo_endereco_com_outro_nome_avisa(pagina, cidade, client):
    DesignacaoFactory(implantacao=cidade.implantacao, email="ana@exemplo.invalid", nome="Caio")
    resposta = pagina("gestor_ti", cidade.gestor_sei, ANA)
    avisos = [str(m) for m in client.get(resposta.url).context["messages"]]
    assert any("também está com Caio" in aviso for aviso in avisos)


# --- Cartão e agenda


@pytest.mark.parametrize("papel", INTERLOCUTORES)
def test_cartao_diz_o_que_faz_e_a_primeira_semana_em_dias_uteis(pagina, cidade, papel):
    designacao = DesignacaoFactory(
        implantacao=cidade.implantacao, papel=papel, inicio=date(2026, 4, 17)
    )  # sexta, antes do feriado de Tiradentes, na terça
    semana = cartoes.primeira_semana(cidade.implantacao, papel, designacao)
    assert [m.dia.day for m in semana] == [17, 20, 22, 23, 24]
    texto = pagina(f"cartao_{papel}", cidade.gestor_sei).text
    assert designacao.nome in texto
    assert all(frase in texto for frase in cartoes.CARTOES[papel].faz)


def agenda_lida(resposta) -> Calendar:
    assert resposta["Content-Type"] == "text/calendar; charset=utf-8"
    agenda = Calendar.from_ical(resposta.content)
    assert agenda.errors == []
    return agenda


def test_agenda_traz_a_semana_e_os_prazos_com_uid_que_nao_muda(pagina, cidade, titular):
    respostas = [pagina("agenda_gestor_ti", cidade.gestor_ti) for _ in range(2)]
    assert respostas[0].content == respostas[1].content
    eventos = agenda_lida(respostas[0]).events
    uids = [evento["UID"] for evento in eventos]
    assert len(uids) == len(set(uids)) >= 5
    assert titular.inicio in [evento.start for evento in eventos]
    assert titular.email.encode() not in respostas[0].content


def test_agenda_do_gestor_sei_traz_os_prazos_abertos(pagina, cidade):
    DesignacaoFactory(implantacao=cidade.implantacao)
    prazo = HOJE + timedelta(days=5)
    cidade.implantacao.itens.filter(chave="gestor_ti_designado").update(prazo=prazo, saldo=3)
    eventos = agenda_lida(pagina("agenda_gestor_sei", cidade.gestor_sei)).events
    do_prazo = [e for e in eventos if e["SUMMARY"].startswith("Prazo: Designar o Gestor de TI")]
    assert [evento.start for evento in do_prazo] == [prazo]


def test_cartao_de_papel_vago_comeca_hoje(pagina, cidade):
    assert not Designacao.objects.exists()
    assert "Hoje o papel está vago" in pagina("cartao_gestor_documental", cidade.gestor_sei).text
    assert pagina("agenda_gestor_documental", cidade.gestor_sei).status_code == 200


def test_cartao_diz_quem_ja_exerce_ainda_que_falte_a_designacao(pagina, cidade):
    corpo = pagina("cartao_gestor_ti", cidade.gestor_sei).text
    assert f"Hoje, {cidade.gestor_ti.nome}." in corpo


def test_endereco_corrigido_que_ja_e_do_suplente_de_outro_papel_se_recusa_no_campo(
    pagina, cidade, titular, em_nome_de
):
    lugares = {"implantacao": cidade.implantacao, "papel": Papel.GESTOR_DOCUMENTAL}
    DesignacaoFactory(**lugares, email=titular.email)
    DesignacaoFactory(**lugares, email="novo@exemplo.invalid", suplente=True)
    MensagemFactory(para=titular.email, situacao="falhou", tentativas=1, erro="550 sem caixa")
    dados = ANA | {"nome": titular.nome, "email": "novo@exemplo.invalid"} | em_nome_de
    resposta = pagina("gestor_ti", cidade.gerente, dados)
    assert list(resposta.context["form"].errors) == ["email"]
    cidade.gestor_ti.refresh_from_db()
    assert cidade.gestor_ti.email == titular.email
