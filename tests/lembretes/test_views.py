"""As páginas: a própria pausa, sair com um clique, a previsão e os avisos segurados."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from seicidades.contas.models import Vinculo
from seicidades.lembretes import resumo, saude, servicos
from seicidades.lembretes.models import Pausa, Retencao
from seicidades.lembretes.templatetags.lembretes import previsao_de_lembretes
from tests.factories import UsuarioFactory, VinculoFactory
from tests.lembretes.conftest import PRAZO, SEGUNDA
from tests.lembretes.test_varredura import carta

MOTIVO = "Combinado por telefone com a prefeitura."


@pytest.fixture
def reter_url(cidade):
    return reverse("lembretes:reter", args=[cidade.implantacao.pk, "oficio", "gerente"])


@pytest.fixture
def previsao_url(cidade):
    return reverse("lembretes:previsao", args=[cidade.implantacao.pk])


@pytest.fixture
def retencao(cidade):
    return servicos.reter(
        cidade.implantacao, "oficio", "gerente", prazo=PRAZO, motivo=MOTIVO, por=cidade.gerente
    )


# --- A própria pausa --------------------------------------------------------------------


def test_preferencias_exigem_entrada(client, db):
    resposta = client.get(reverse("lembretes:preferencias"))

    assert (resposta.status_code, "entrar" in resposta.url or "login" in resposta.url) == (
        302,
        True,
    )


def test_pausar_e_retomar_pela_pagina(client, cidade):
    client.force_login(cidade.gestor_sei)
    url = reverse("lembretes:preferencias")

    client.post(url, {"ate": "2026-03-20"})
    assert Pausa.objects.get().ate == date(2026, 3, 20)
    assert "em pausa até 20/03/2026" in client.get(url).content.decode()

    client.post(reverse("lembretes:retomar"))
    assert Pausa.objects.count() == 0


@pytest.mark.parametrize(
    ("dia", "frase"),
    [("2026-03-08", "já passou"), ("2027-03-08", "no máximo"), ("x", "não existe")],
)
def test_pausa_recusa_dia_que_nao_serve(client, cidade, dia, frase):
    client.force_login(cidade.gestor_sei)

    resposta = client.post(reverse("lembretes:preferencias"), {"ate": dia})

    assert frase in resposta.context["form"].errors["ate"][0]
    assert Pausa.objects.count() == 0


def test_preferencias_so_aceitam_os_metodos_que_usam(client, cidade):
    client.force_login(cidade.gestor_sei)

    assert client.put(reverse("lembretes:preferencias")).status_code == 405
    assert client.get(reverse("lembretes:retomar")).status_code == 405


def test_a_pagina_mostra_o_que_ja_foi_enviado(client, cidade):
    servicos.varrer()
    client.force_login(cidade.gestor_sei)

    assert "09/03/2026: 1 pendência" in client.get(reverse("lembretes:preferencias")).text


# --- Sair com um clique -----------------------------------------------------------------


def test_abrir_o_endereco_de_saida_nao_muda_nada_e_o_post_muda(cidade):
    url = resumo.caminho_de_saida(cidade.gestor_sei.pk)
    navegador = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert "Deixar de receber lembretes?" in navegador.get(url).text
        navegador.head(url)
    assert Pausa.objects.count() == 0

    resposta = navegador.post(url, {"List-Unsubscribe": "One-Click"})

    assert "não recebe mais" in resposta.text
    assert (Pausa.objects.get().usuario, Pausa.objects.get().ate) == (cidade.gestor_sei, None)
    assert servicos.pausa_de(cidade.gestor_sei)


@pytest.mark.parametrize("segredo", ["1", "1:falso", "x:y"])
def test_endereco_de_saida_inventado_e_404(client, cidade, segredo):
    assert client.post(reverse("lembretes:sair", args=[segredo])).status_code == 404


@pytest.mark.parametrize("chave", ["uma-chave", b"outra-chave"])
def test_o_segredo_de_saida_e_o_que_o_django_assina(chave):
    do_django = Signer(key=chave, salt="lembretes.sair")
    nosso = resumo.AssinanteDeMuitos(key=chave, salt="lembretes.sair")

    assert nosso.sign("17") == do_django.sign("17")
    assert nosso.unsign(do_django.sign("17")) == "17"
    antigo = resumo.AssinanteDeMuitos(key="nova", salt="lembretes.sair", fallback_keys=[chave])
    assert antigo.unsign(do_django.sign("17")) == "17"
    with pytest.raises(BadSignature):
        nosso.unsign(Signer(key=chave, salt="outro").sign("17"))


def test_o_endereco_da_mensagem_e_o_de_saida(cidade):
    servicos.varrer()
    mensagem = carta(cidade.gestor_sei, SEGUNDA)

    assert mensagem.sair_url.startswith("http://testserver/lembretes/sair/")
    assert mensagem.sair_url in mensagem.texto
    assert mensagem.html.count('class="botao"') == 1
    assert f"/implantacoes/{cidade.implantacao.pk}/itens/oficio/" in mensagem.html


def test_texto_e_html_dizem_o_mesmo(cidade):
    cidade.gestor_sei.nome = "Ana & Bia <teste>"
    cidade.gestor_sei.save()
    servicos.varrer()
    mensagem = carta(cidade.gestor_sei, SEGUNDA)

    assert "Olá, Ana & Bia <teste>." in mensagem.texto
    assert "Olá, Ana &amp; Bia &lt;teste&gt;." in mensagem.html
    for trecho in ("Fazer oficio", "até 23/03/2026", "O que prova oficio."):
        assert trecho in mensagem.texto
        assert trecho in mensagem.html


# --- Previsão ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quem", "situacao"),
    [
        ("gestor_sei", 200),
        ("gerente", 200),
        ("observador", 200),
        ("outra_cidade", 404),
        ("ninguem", 302),
    ],
)
def test_quem_ve_a_previsao(client, cidade, previsao_url, quem, situacao):
    pessoas = {
        "gestor_sei": cidade.gestor_sei,
        "gerente": cidade.gerente,
        "observador": UsuarioFactory(observador=True),
        "outra_cidade": VinculoFactory().usuario,
    }
    if quem in pessoas:
        client.force_login(pessoas[quem])

    assert client.get(previsao_url).status_code == situacao


@pytest.mark.parametrize(
    ("quem", "situacao"),
    [
        ("gestor_sei", 403),
        ("observador", 403),
        ("outro_gerente", 403),
        ("administrador", 302),
        ("gerente", 302),
        ("outra_cidade", 404),
    ],
)
def test_quem_segura_e_quem_solta(client, cidade, reter_url, quem, situacao):
    pessoa = {
        "gestor_sei": cidade.gestor_sei,
        "gerente": cidade.gerente,
        "observador": UsuarioFactory(observador=True),
        "outro_gerente": UsuarioFactory(gerente=True),
        "administrador": UsuarioFactory(administrador=True),
        "outra_cidade": VinculoFactory().usuario,
    }[quem]
    client.force_login(pessoa)

    resposta = client.post(reter_url, {"prazo": PRAZO.isoformat(), "motivo": MOTIVO})

    assert resposta.status_code == situacao
    assert Retencao.objects.count() == (situacao == 302)
    outra = Retencao.objects.first() or servicos.reter(
        cidade.implantacao, "oficio", "gabinete", prazo=PRAZO, motivo="x", por=cidade.gerente
    )
    soltar = reverse("lembretes:soltar", args=[cidade.implantacao.pk, outra.pk])
    assert client.post(soltar).status_code == situacao
    assert Retencao.objects.count() == (situacao != 302)


def test_a_previsao_diz_quem_e_quando(client, cidade, suplente, previsao_url):
    client.force_login(cidade.gestor_sei)
    texto = " ".join(client.get(previsao_url).text.split())

    assert "Lembramos quem faz em 19/03/2026." in texto
    assert "<b>Suplente</b>: Suplente Fictício, em 26/03/2026." in texto
    assert "<b>Gerente de projetos (Prodesp)</b>: Gerente Fictícia, em 31/03/2026." in texto
    assert "Segurar" not in texto


def test_a_pagina_da_cidade_leva_a_previsao(client, cidade, previsao_url):
    client.force_login(cidade.gestor_sei)

    assert previsao_url in client.get(reverse("fluxo:cidade", args=[cidade.implantacao.pk])).text


def test_a_previsao_mostra_o_segurado_com_o_motivo(client, cidade, retencao, previsao_url):
    client.force_login(cidade.gerente)
    texto = " ".join(client.get(previsao_url).text.split())

    assert f"segurado por Gerente Fictícia: {MOTIVO}" in texto
    assert "Soltar" in texto


def test_soltar_pela_pagina_leva_o_segredo_contra_csrf(cidade, retencao, previsao_url):
    navegador = Client(enforce_csrf_checks=True)
    navegador.force_login(cidade.gerente)
    soltar = reverse("lembretes:soltar", args=[cidade.implantacao.pk, retencao.pk])
    pagina = navegador.get(previsao_url).text
    trecho = pagina[pagina.index(f'action="{soltar}"') :]
    [segredo] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', trecho)[:1]

    assert navegador.post(soltar).status_code == 403
    assert navegador.post(soltar, {"csrfmiddlewaretoken": segredo}).status_code == 302
    assert Retencao.objects.count() == 0


def test_previsao_mostra_pausa_vaga_e_lembrado(cidade, andar):
    servicos.pausar(cidade.representante)
    andar(PRAZO + timedelta(days=1))
    [oficio] = servicos.prever(cidade.implantacao)
    titular, suplente, _, gabinete = oficio.passos

    assert (titular.passo.dado, oficio.antes) == (True, None)
    assert (suplente.pessoa, suplente.passo.pulado) == ("sem pessoa designada", True)
    assert (gabinete.pessoa, gabinete.passo.pulado) == (
        "Titular representante (lembretes em pausa)",
        True,
    )


def test_cidade_sem_prazo_tem_pagina_vazia(client, cidade, previsao_url):
    cidade.implantacao.itens.update(prazo=None)
    client.force_login(cidade.gestor_sei)

    assert "Nenhum aviso previsto" in client.get(previsao_url).text


def test_o_componente_serve_a_outras_paginas(cidade):
    contexto = previsao_de_lembretes(cidade.implantacao)

    assert [p.pendencia.assunto for p in contexto["previsoes"]] == ["oficio"]
    assert contexto["retem"] is False


def test_reter_recusa_o_que_ja_saiu_ja_esta_retido_ou_mudou(cidade, retencao):
    def tentar(momento, prazo=PRAZO):
        with pytest.raises(ValidationError, match="já saiu"):
            servicos.reter(
                cidade.implantacao, "oficio", momento, prazo=prazo, motivo="x", por=cidade.gerente
            )

    tentar("gerente")
    tentar("titular")
    tentar("gabinete", PRAZO + timedelta(days=1))


def test_reter_sem_motivo_volta_ao_formulario(client, cidade, reter_url):
    client.force_login(cidade.gerente)
    assert client.get(reter_url).status_code == 200

    resposta = client.post(reter_url, {"prazo": PRAZO.isoformat(), "motivo": " "})

    assert list(resposta.context["form"].errors) == ["motivo"]


def test_reter_passo_que_saiu_enquanto_se_escrevia(client, cidade, reter_url):
    client.force_login(cidade.gerente)
    Vinculo.objects.filter(papel="gerente").update(fim=SEGUNDA)
    resposta = client.post(reter_url, {"prazo": "2026-03-24", "motivo": MOTIVO})

    assert "já saiu" in resposta.context["form"].non_field_errors()[0]


def test_degrau_inexistente_e_404(client, cidade):
    client.force_login(cidade.gerente)
    url = reverse("lembretes:reter", args=[cidade.implantacao.pk, "oficio", "nunca"])

    assert client.get(url).status_code == 404


# --- Alarme -----------------------------------------------------------------------------


@pytest.fixture
def instalada_ha_dias(relogio, db):
    aplicadas = MigrationRecorder(connection).migration_qs.filter(app="lembretes")
    aplicadas.update(applied=timezone.now() - timedelta(days=5))


@pytest.mark.usefixtures("instalada_ha_dias")
def test_agenda_que_nunca_passou_dispara_o_alarme():
    estado = saude.estado()

    assert (estado.em_dia, estado.vista_em) == (False, None)
    assert "passou por último: nunca" in estado.mensagem


def test_agenda_recem_instalada_ainda_nao_devia_passar(relogio, db):
    MigrationRecorder(connection).migration_qs.update(applied=timezone.now())

    estado = saude.estado()

    assert (estado.em_dia, estado.vista_em) == (True, None)
    assert "acaba de ser instalada" in estado.mensagem


@pytest.mark.parametrize(
    ("dias", "hora", "em_dia"),
    [(0, 18, True), (1, 8, True), (1, 9, False), (4, 8, False)],
)
def test_alarme_dispara_depois_da_manha_util_sem_passada(cidade, relogio, dias, hora, em_dia):
    servicos.varrer()
    relogio.ir(SEGUNDA + timedelta(days=dias), hora)

    assert saude.estado().em_dia is em_dia


def test_fim_de_semana_sem_passada_nao_e_alarme(cidade, relogio):
    relogio.ir(date(2026, 3, 13))
    servicos.varrer()
    relogio.ir(date(2026, 3, 15), 12)

    assert saude.estado().em_dia


def test_portao_fechado_e_dito(cidade, portao):
    portao.aberto = False
    portao.save()
    servicos.varrer()

    assert saude.estado().em_dia
    assert "portão do correio está fechado" in saude.estado().mensagem


@pytest.mark.usefixtures("instalada_ha_dias")
def test_o_admin_mostra_o_alarme_no_indice_e_na_lista(client, cidade):
    client.force_login(UsuarioFactory(administrador=True))
    assert "passou por último: nunca" in client.get(reverse("admin:index")).text

    servicos.varrer()
    servicos.pausar(cidade.gestor_ti)
    servicos.reter(
        cidade.implantacao, "oficio", "gerente", prazo=PRAZO, motivo=MOTIVO, por=cidade.gerente
    )
    assert "está em dia" in client.get(reverse("admin:index")).text
    for modelo in ("ultimavarredura", "envio", "lembrete", "retencao", "pausa"):
        pagina = client.get(reverse(f"admin:lembretes_{modelo}_changelist"))
        assert pagina.status_code == 200
        assert client.get(reverse(f"admin:lembretes_{modelo}_add")).status_code == 403
    assert timezone.localdate() == SEGUNDA
