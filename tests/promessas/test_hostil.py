"""Promessa 6: nada do que se digita ou envia volta como código, e nada estoura."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.forms import BaseForm
from django.urls import reverse

from seicidades.correio.models import Mensagem
from tests.acesso import percurso
from tests.acesso.tabela import ler
from tests.promessas import hostil

pytestmark = pytest.mark.django_db

LINHAS = [li for li in ler() if not li.nome.startswith(("admin:", "/admin/", "api:"))]
QUEM = (
    "gestor_sei",
    "gestor_ti",
    "gestor_conhecimento",
    "gestor_documental",
    "representante",
    "gerente",
    "administrador",
)
CONSULTAS = (
    "alvo",
    "ato",
    "bloqueio",
    "campo",
    "cidade",
    "de",
    "etapa",
    "gerente",
    "item",
    "next",
    "novo",
    "orgao",
    "pagina",
    "pessoa",
    "regiao",
    "seq",
    "ver",
)
# Tiram o que as outras páginas mostram.
QUE_DESFAZEM = (
    "/comandos/desistir/",
    "/comandos/suspender/",
    "/descartar/",
    "/desmarcar/",
    "/encerrar/",
    "/retirar/",
    "/revogar/",
    "/substituir/",
    "/trocar/",
    "cancelar/",
)
ESTRANHOS = (hostil.MARCAS, "\0", "²", "-1", "9" * 40)
CAMINHOS = ("%3Cscript%3Ealert(1)", "%00", "%C2%B2", "x" * 300, "..%2F..%2F", "'")


@pytest.fixture
def pedir(visitante):
    """Pede, confere que nada voltou cru nem estourou, e devolve a resposta."""

    def conferido(pessoa, metodo, url, dados=None, consulta=None, fica=False):
        cache.clear()
        resposta = visitante.pedir(pessoa, metodo, url, dados, consulta, fica=fica)
        assert resposta.status_code < 500, f"{metodo} {url}"
        _sem_codigo(resposta, f"{pessoa} {metodo} {url}")
        return resposta

    return conferido


def _sem_codigo(resposta, onde: str) -> None:
    if resposta.streaming or not resposta["Content-Type"].startswith("text/html"):
        return
    pagina = resposta.content.decode()
    voltaram = [cru for cru in hostil.CRUS if cru in pagina]
    assert not voltaram, f"{onde}: voltou como código {voltaram}"


def _quem_envia(linha) -> str | None:
    """Uma pessoa a quem a tabela deixa enviar."""
    return next((p for p in QUEM if linha.de("POST")[p] in (200, 302, 409)), None)


@dataclass(frozen=True)
class Envio:
    """Um formulário de uma página, e a pessoa a quem a tabela deixa enviá-lo."""

    pessoa: str
    url: str
    consulta: dict
    formulario: hostil.Formulario


@pytest.fixture(scope="module")
def envios(mundo, visitante) -> list[Envio]:
    """Todo formulário de POST que alguém alcança."""
    achados = []
    for linha in LINHAS:
        pessoa = _quem_envia(linha)
        if pessoa is None or linha.de("GET")[pessoa] != 200:
            continue
        url = percurso.url_de(linha.nome, linha.variante, mundo.minha, mundo)
        consulta, _ = percurso.consulta_e_dados(linha.nome, linha.variante, mundo.minha)
        pagina = visitante.pedir(pessoa, "GET", url, consulta=consulta).content.decode()
        for formulario in hostil.formularios(pagina):
            alvo = formulario.acao if formulario.acao.startswith("/") else url
            if alvo != reverse("account_logout"):
                achados.append(Envio(pessoa, alvo, consulta, formulario))
    return achados


@pytest.mark.parametrize("qual", hostil.TEXTOS)
def test_promessa_6_formulario_com_tudo_hostil_e_recusado_sem_estourar(qual, envios, pedir):
    assert len(envios) > 100
    for envio in envios:
        dados = hostil.preencher(envio.formulario, hostil.TEXTOS[qual], tudo=True)
        pedir(envio.pessoa, "POST", envio.url, dados, envio.consulta)


def _gravar(pedir, envio: Envio, texto: str, seq: int) -> int:
    """Envia o hostil; o campo que o recusa volta ao que a página trazia, e tenta-se de novo."""
    dados = hostil.preencher(envio.formulario, texto, tudo=False)
    if "seq" in dados:
        dados["seq"] = str(seq)  # o último andamento, como quem acaba de abrir a página
    for _ in range(4):
        resposta = pedir(envio.pessoa, "POST", envio.url, dict(dados), envio.consulta, fica=True)
        recusados = _campos_com_erro(resposta) & set(dados)
        if resposta.status_code != 200 or not recusados:
            break
        for nome in recusados:
            dados[nome] = hostil.de_volta(envio.formulario.campos[nome])
    return resposta.status_code


def _campos_com_erro(resposta) -> set[str]:
    contextos = resposta.context or []
    vistos = [valor for contexto in contextos for valor in contexto.flatten().values()]
    forms = [valor for valor in vistos if isinstance(valor, BaseForm) and valor.is_bound]
    return {form.add_prefix(nome) for form in forms for nome in form.errors}


def test_promessa_6_o_que_se_grava_hostil_aparece_como_texto(mundo, envios, pedir):
    """Grava o hostil em tudo o que o aceita e relê todas as páginas, todas as mensagens."""
    que_ficam = [e for e in envios if not any(p in e.url for p in QUE_DESFAZEM)]
    que_ficam.sort(key=lambda e: "/comandos/" in e.url)  # os comandos fecham etapas: no fim
    minha, codigos = mundo.minha.implantacao, []
    for envio in que_ficam:
        minha.refresh_from_db()
        codigos.append(_gravar(pedir, envio, hostil.MARCAS[:90], minha.seq))
    assert codigos.count(302) >= 58, codigos

    for linha in LINHAS:
        url = percurso.url_de(linha.nome, linha.variante, mundo.minha, mundo)
        consulta, _ = percurso.consulta_e_dados(linha.nome, linha.variante, mundo.minha)
        for pessoa in ("gestor_sei", "gerente"):
            pedir(pessoa, "GET", url, consulta=consulta)
    for mensagem in Mensagem.objects.all():
        assert not [cru for cru in hostil.CRUS if cru in mensagem.html], mensagem
        assert "\n" not in mensagem.assunto


@pytest.mark.parametrize("valor", ESTRANHOS, ids=lambda v: repr(v)[:12])
def test_promessa_6_endereco_com_consulta_hostil(valor, mundo, pedir):
    for linha in LINHAS:
        pessoa = next((p for p in QUEM[::-1] if linha.de("GET")[p] == 200), None)
        if pessoa:
            url = percurso.url_de(linha.nome, linha.variante, mundo.minha, mundo)
            pedir(pessoa, "GET", url, consulta=dict.fromkeys(CONSULTAS, valor))


@pytest.mark.parametrize("pedaco", CAMINHOS, ids=lambda v: v[:12])
def test_promessa_6_endereco_com_pedaco_hostil(pedaco, mundo, pedir):
    raiz = f"/implantacoes/{mundo.minha.implantacao.pk}"
    caminhos = (
        f"{raiz}/etapas/{pedaco}/",
        f"{raiz}/etapas/{pedaco}/analise/",
        f"{raiz}/itens/{pedaco}/",
        f"{raiz}/comandos/{pedaco}/",
        f"{raiz}/cadastros/conectividade/{pedaco}/",
        f"{raiz}/lembretes/{pedaco}/{pedaco}/segurar/",
        f"/convites/{pedaco}/",
        f"/lembretes/sair/{pedaco}/",
        f"/api/v1/implantacoes/{pedaco}/",
        f"/conta/senha/recuperar/1-{pedaco}/",
        f"/admin/fluxo/implantacao/{pedaco}/change/",
        f"/{pedaco}/",
    )
    for caminho in caminhos:
        for pessoa in ("anonima", "gestor_sei", "gerente", "administrador"):
            pedir(pessoa, "GET", caminho)
        pedir("gerente", "POST", caminho, {"chave": "a", "seq": "0"})


@pytest.mark.parametrize("numero", ["0", "99999999999999999999", str(2**63)])
def test_promessa_6_numero_impossivel_no_endereco_nao_existe(numero, pedir):
    for caminho in (
        f"/implantacoes/{numero}/",
        f"/pessoas/{numero}/",
        f"/implantacoes/{numero}/adesao/termo/",
        f"/admin/fluxo/implantacao/{numero}/change/",
    ):
        assert pedir("administrador", "GET", caminho).status_code in (302, 404)


def test_promessa_6_cabecalhos_que_impedem_executar(mundo, pedir):
    """Se algum código passasse, o navegador ainda o recusaria."""
    pagina = pedir("gestor_sei", "GET", f"/implantacoes/{mundo.minha.implantacao.pk}/")

    assert "default-src 'self'" in pagina["Content-Security-Policy"]
    assert "unsafe" not in pagina["Content-Security-Policy"]
    assert pagina["X-Content-Type-Options"] == "nosniff"
    assert pagina["X-Frame-Options"] == "DENY"


def test_promessa_6_arquivo_recebido_sai_como_anexo(mundo, pedir):
    resposta = pedir("gestor_sei", "GET", f"/arquivos/{mundo.minha.arquivo.pk}/")

    assert resposta["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in resposta["Content-Security-Policy"]
    assert resposta["X-Content-Type-Options"] == "nosniff"
