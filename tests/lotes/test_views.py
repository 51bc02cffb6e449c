"""As páginas do lote: escolher, pedir, conferir, confirmar, acompanhar e quem pode o quê."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from seicidades.fluxo.models import Implantacao
from seicidades.lotes import servicos
from seicidades.lotes.models import Lote, Situacao
from tests.factories import UsuarioFactory
from tests.lotes.conftest import aplicar, dia_util, efeitos, suspender

pytestmark = pytest.mark.django_db
NOVO = "/carteira/lotes/novo/"


@pytest.fixture
def dela(client, gerente):
    client.force_login(gerente)
    return client


def texto(resposta) -> str:
    return " ".join(resposta.content.decode().split())


def test_do_filtro_a_aplicacao_sem_javascript(dela, tres):
    ids = [tres[0].pk, tres[2].pk]
    lista = dela.get(NOVO)
    assert "Todas as 3 cidades deste filtro" in texto(lista)

    resposta = dela.post(NOVO, {"acao": "suspender", "implantacoes": ids})
    lote = Lote.objects.get()
    assert resposta.url == reverse("lotes:pedido", args=[lote.pk])
    assert "Suspender: 2 cidades" in texto(dela.get(resposta.url))

    dados = {"motivo": "Enchente.", "retomar_em": dia_util(20).isoformat()}
    resposta = dela.post(resposta.url, dados, follow=True)
    assert "O que vai acontecer" in texto(resposta)
    assert "Aplicar em 2 cidades" in texto(resposta)
    assert "Ninguém recebe e-mail" in texto(resposta)

    resposta = dela.post(reverse("lotes:confirmar", args=[lote.pk]), follow=True)
    assert resposta["Refresh"] == "2"
    assert "Atualizar agora" in texto(resposta)
    fragmento = dela.get(
        reverse("lotes:lote", args=[lote.pk]),
        headers={"HX-Request": "true", "HX-Target": "andamento"},
    )
    assert "<html" not in texto(fragmento)
    assert 'hx-trigger="every 2s"' in texto(fragmento)

    servicos.aplicar(Lote.objects.get())
    resposta = dela.get(reverse("lotes:lote", args=[lote.pk]))
    assert "2 cidades aplicadas e 0 sem mudança" in texto(resposta)
    assert Implantacao.objects.filter(situacao="suspensa").count() == 2
    assert "Suspender" in texto(dela.get(reverse("lotes:lista")))


def test_o_htmx_pede_a_pagina_inteira_quando_acaba(dela, tres, gerente):
    lote = aplicar(suspender(gerente, tres))

    resposta = dela.get(
        reverse("lotes:lote", args=[lote.pk]),
        headers={"HX-Request": "true", "HX-Target": "andamento"},
    )

    assert resposta["HX-Refresh"] == "true"


def test_todas_vale_para_o_filtro_inteiro_e_so_para_ele(dela, tres, iniciar, colega, monkeypatch):
    monkeypatch.setattr("seicidades.lotes.views.POR_PAGINA", 1)
    iniciar("Delta", de=colega)

    dela.post(NOVO, {"acao": "suspender", "todas": "1"})
    dela.post(f"{NOVO}?cidade=beta", {"acao": "suspender", "todas": "1"})

    segundo, primeiro = Lote.objects.order_by("-criado_em")
    assert set(efeitos(primeiro)) == {"Alfa", "Beta", "Gama"}
    assert set(efeitos(segundo)) == {"Beta"}


@pytest.mark.parametrize(
    ("dados", "recado"),
    [
        ({"acao": "suspender"}, "Nenhuma cidade foi escolhida. Marque ao menos uma."),
        ({"acao": "explodir", "todas": "1"}, "Escolha o que fazer."),
        ({"todas": "1"}, "Escolha o que fazer."),
        ({"acao": "suspender", "implantacoes": ["999999"]}, "não existem"),
        ({"acao": "suspender", "implantacoes": ["1; drop"]}, "Esta cidade não existe."),
        ({"acao": "suspender", "todas": "1", "cidade": "x"}, None),
    ],
)
def test_escolha_que_nao_serve_volta_com_a_razao(dela, tres, dados, recado):
    resposta = dela.post(NOVO, dados)

    if recado is None:
        assert resposta.status_code == 302
        return
    assert resposta.status_code == 400
    assert recado in texto(resposta)
    assert not Lote.objects.exists()


def test_a_escolha_recusada_conserva_as_caixas(dela, tres):
    resposta = dela.post(NOVO, {"implantacoes": [tres[1].pk]})

    assert f'id="cidade-{tres[1].pk}" checked' in texto(resposta)
    assert f'id="cidade-{tres[0].pk}" checked' not in texto(resposta)


@pytest.mark.parametrize(
    ("acao", "dados", "recado"),
    [
        ("suspender", {"motivo": "x", "retomar_em": "2026-01-05"}, "já passou ou é hoje"),
        ("suspender", {"motivo": "CPF 529.982.247-25"}, "Há um CPF no texto"),
        ("prorrogar", {"motivo": "x", "ate": "2026-01-05"}, "já passou ou é hoje"),
        ("prorrogar", {"motivo": "x", "etapa": "nenhuma"}, "Faça uma escolha válida"),
        ("mover", {"motivo": "x", "inicio": "2026-01-05"}, "Escolha hoje ou um dia por vir"),
        ("mover", {"motivo": "x", "inicio": "2099-01-05"}, "está longe demais"),
        ("mover", {"motivo": "x", "gerente": "0"}, "Faça uma escolha válida"),
    ],
)
def test_pedido_que_nao_serve_a_cidade_nenhuma_para_no_formulario(
    dela, tres, gerente, acao, dados, recado
):
    lote = servicos.criar(gerente, acao, [tres[0].pk])

    resposta = dela.post(reverse("lotes:pedido", args=[lote.pk]), dados)

    assert resposta.status_code == 400
    assert recado in texto(resposta)
    lote.refresh_from_db()
    assert lote.situacao == Situacao.RASCUNHO


def test_a_previa_mostra_as_razoes_juntas_e_uma_a_uma(dela, tres, iniciar, gerente, colega):
    lote = suspender(gerente, [*tres, *(iniciar(n, de=colega) for n in ("Delta", "Épsilon"))])

    pagina = texto(dela.get(reverse("lotes:lote", args=[lote.pk])))

    assert "Por que 2 ficam de fora" in pagina
    razao = "Quem pode fazer isto: quem gerencia esta carteira na Prodesp."
    assert f'{razao} <span class="apoio">2 cidades</span>' in pagina
    so_elas = texto(dela.get(reverse("lotes:lote", args=[lote.pk]) + "?efeito=recusada"))
    assert "2 cidades</caption>" in so_elas
    assert "Alfa" not in so_elas


def test_sem_nada_a_aplicar_nao_ha_botao_e_o_envio_e_recusado(client, tres, colega):
    client.force_login(colega)
    lote = suspender(colega, tres)

    assert "Aplicar em" not in texto(client.get(reverse("lotes:lote", args=[lote.pk])))
    resposta = client.post(reverse("lotes:confirmar", args=[lote.pk]), follow=True)

    assert "nenhuma das cidades mudaria" in texto(resposta)
    assert set(Implantacao.objects.values_list("situacao", flat=True)) == {"em_andamento"}


def test_mudar_o_pedido_refaz_a_previa(dela, tres, gerente):
    lote = suspender(gerente, tres)
    url = reverse("lotes:pedido", args=[lote.pk])
    assert "Enchente na região." in texto(dela.get(url))

    dela.post(url, {"motivo": "Seca.", "retomar_em": dia_util(30).isoformat(), "avisar": "on"})

    lote.refresh_from_db()
    assert (lote.situacao, lote.avisar, lote.parametros["motivo"]) == ("previsto", True, "Seca.")
    assert f"{dia_util(30):%d/%m/%Y}" in lote.linhas.first().texto


def test_refazer_leva_ao_lote_novo_e_desistir_a_lista(dela, tres, iniciar, gerente, colega):
    lote = aplicar(suspender(gerente, [*tres, iniciar("Delta", de=colega)]))

    resposta = dela.post(reverse("lotes:refazer", args=[lote.pk]))
    novo = Lote.objects.exclude(pk=lote.pk).get()
    assert resposta.url == reverse("lotes:lote", args=[novo.pk])

    resposta = dela.post(reverse("lotes:descartar", args=[novo.pk]), follow=True)
    assert "nada mudou nas cidades" in texto(resposta)
    resposta = dela.post(reverse("lotes:descartar", args=[lote.pk]), follow=True)
    assert "Este lote está aplicado; nada mudou agora." in texto(resposta)


def test_lote_alheio_nao_existe_e_a_administracao_so_olha(client, tres, gerente, colega):
    lote = suspender(gerente, tres)
    url = reverse("lotes:lote", args=[lote.pk])
    confirmar = reverse("lotes:confirmar", args=[lote.pk])

    client.force_login(colega)
    assert [client.get(url).status_code, client.post(confirmar).status_code] == [404, 404]
    assert "Nenhuma ação pedida ainda" in texto(client.get(reverse("lotes:lista")))

    client.force_login(UsuarioFactory(administrador=True))
    assert "Aplicar em" not in texto(client.get(url))
    assert client.post(confirmar).status_code == 403
    assert "Marta Reis" in texto(client.get(reverse("lotes:lista")))
    lote.refresh_from_db()
    assert lote.situacao == Situacao.PREVISTO


def test_a_carteira_leva_a_escolha_com_os_mesmos_filtros(dela, tres):
    resposta = dela.get("/carteira/?cidade=alfa")

    assert 'href="/carteira/lotes/novo/?cidade=alfa"' in texto(resposta)


def test_o_filtro_vazio_diz_o_que_fazer(dela, tres):
    assert "Nenhuma cidade com estes filtros" in texto(dela.get(f"{NOVO}?cidade=zzz"))


@pytest.mark.parametrize("pagina", ["novo", "lista", "lote", "pedido"])
def test_consultas_nao_crescem_com_as_cidades(pagina, dela, iniciar, gerente):
    cidades = [iniciar("Alfa"), iniciar("Beta")]

    def contar() -> int:
        lote = suspender(gerente, cidades)
        url = {
            "novo": NOVO,
            "lista": reverse("lotes:lista"),
            "lote": reverse("lotes:lote", args=[lote.pk]),
            "pedido": reverse("lotes:pedido", args=[lote.pk]),
        }[pagina]
        with CaptureQueriesContext(connection) as consultas:
            assert dela.get(url).status_code == 200
        return len(consultas)

    antes = contar()
    cidades += [iniciar(f"Cidade {n}") for n in range(8)]
    assert contar() == antes


def test_datas_e_restricoes_do_lote(gerente):
    with pytest.raises(IntegrityError), transaction.atomic():
        Lote.objects.create(acao="explodir", criado_por=gerente)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lote.objects.create(acao="mover", criado_por=gerente, situacao="qual")
    with pytest.raises(IntegrityError), transaction.atomic():
        Lote.objects.create(acao="mover", criado_por=gerente, situacao="aplicado")
    Lote.objects.create(
        acao="mover", criado_por=gerente, situacao="aplicado", aplicado_em=timezone.now()
    )


def test_restricoes_da_linha(tres, gerente):
    lote = suspender(gerente, tres[:1])
    with pytest.raises(IntegrityError), transaction.atomic():
        lote.linhas.create(implantacao=tres[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        lote.linhas.create(implantacao=tres[1], efeito="qual")
    with pytest.raises(IntegrityError), transaction.atomic():
        lote.linhas.create(implantacao=tres[1], efeito="aplicada")
    lote.linhas.create(implantacao=tres[1], efeito="aplicada", feita_em=timezone.now())
