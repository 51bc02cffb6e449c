"""Componentes e campos: o que cada peça garante a quem lê e a quem ouve a página."""

import gzip
import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import RequestContext, Template
from django.template.loader import render_to_string

from seicidades.comum.templatetags import componentes
from tests.comum import galeria
from tests.comum.leitura import Leitor, etiqueta, incluir

TEMPLATES = settings.BASE_DIR / "templates"
COMPONENTES = sorted((TEMPLATES / "componentes").glob("*.html"))
TERCEIROS = settings.BASE_DIR / "static" / "vendor"


# Arquivos de terceiros e peso


def test_manifesto_tem_o_resumo_de_cada_arquivo_de_terceiros():
    manifesto = json.loads((TERCEIROS / "MANIFESTO.json").read_text())
    arquivos = {
        str(arquivo.relative_to(TERCEIROS)): hashlib.sha512(arquivo.read_bytes()).hexdigest()
        for arquivo in TERCEIROS.rglob("*")
        if arquivo.is_file() and arquivo.name != "MANIFESTO.json"
    }

    assert manifesto == arquivos


def test_pagina_inteira_pesa_menos_de_cem_mil_bytes_comprimida(rf):
    html = galeria.desenhar("carteira", rf)
    caminhos = re.findall(r'(?:href|src)="/static/([^"#]+)', html)
    pesos = [len(gzip.compress(html.encode()))]
    pesos += [len(gzip.compress(Path(finders.find(c)).read_bytes())) for c in sorted(set(caminhos))]

    assert sum(pesos) < 100_000


def test_todo_icone_usado_existe_no_conjunto():
    desenhos = set(re.findall(r'id="([^"]+)"', (TERCEIROS / "icones/icones.svg").read_text()))
    usados = set(componentes.ICONES_DO_AVISO.values())
    for template in TEMPLATES.rglob("*.html"):
        texto = template.read_text()
        usados |= set(re.findall(r'{% icone "([^"]+)"', texto))
        usados |= set(re.findall(r'componentes/\w+\.html" with [^%]*icone="([^"]+)"', texto))

    assert usados <= desenhos
    assert len(desenhos) <= 25


@pytest.mark.parametrize("arquivo", COMPONENTES, ids=lambda a: a.stem)
def test_componente_documenta_os_parametros_no_alto(arquivo):
    alto = re.sub(r"{% load [^%]+%}\s*", "", arquivo.read_text())

    assert alto.startswith("{% comment %}\n")


@pytest.mark.parametrize("arquivo", COMPONENTES, ids=lambda a: a.stem)
def test_componente_aparece_no_mostruario(arquivo):
    paginas = [*galeria.PASTA.glob("*.html"), TEMPLATES / "base.html", *COMPONENTES]
    texto = "".join(p.read_text() for p in paginas if p != arquivo)

    assert f'"componentes/{arquivo.name}"' in texto or f"{{% {arquivo.stem}" in texto


# Menu e trilha


@pytest.fixture
def menu(rf, monkeypatch):
    """Desenha o menu com todos os endereços no lugar, ou só os dados."""

    def desenhar(pessoa, caminho="/", existem=None):
        nomes = {
            "paineis:inicio": "/",
            "paineis:carteira": "/carteira/",
            "paineis:analises": "/analises/",
            "paineis:proximos_passos": "/proximos-passos/",
            "paineis:mapa": "/mapa/",
            "paineis:numeros": "/numeros/",
            "admin:index": "/admin/",
            "contas:perfil": "/minha-conta/",
            "account_login": "/conta/entrar/",
            "account_logout": "/conta/sair/",
        }
        monkeypatch.setattr(
            componentes,
            "_endereco",
            lambda nome: nomes[nome] if existem is None or nome in existem else "",
        )
        pedido = rf.get(caminho)
        pedido.user = pessoa
        contexto = RequestContext(pedido)
        return Leitor(Template("{% load componentes %}{% menu %}").render(contexto))

    return desenhar


def _enlaces(leitor):
    return {a["href"]: a.get("aria-current") for a in leitor.de("a")}


def _do_estado(papel):
    return SimpleNamespace(is_authenticated=True, nome_publico="Marta Reis", papel_estado=papel)


def test_menu_de_quem_nao_entrou_so_tem_entrar(menu):
    leitor = menu(AnonymousUser(), "/conta/entrar/")

    assert _enlaces(leitor) == {"/conta/entrar/": "page"}
    assert leitor.de("form") == []


def test_menu_municipal_tem_cidade_conta_e_sair(menu):
    leitor = menu(galeria.ANA)

    assert _enlaces(leitor) == {"/": "page", "/minha-conta/": None}
    assert leitor.de("form") == [{"method": "post", "action": "/conta/sair/"}]
    assert "csrfmiddlewaretoken" in [a.get("name") for a in leitor.de("input")]
    assert "Ana Prado" in leitor.dito


@pytest.mark.parametrize(
    ("papel", "enderecos"),
    [
        (
            "gerente",
            [
                "/carteira/",
                "/analises/",
                "/proximos-passos/",
                "/mapa/",
                "/numeros/",
                "/minha-conta/",
            ],
        ),
        (
            "observador",
            [
                "/carteira/",
                "/analises/",
                "/proximos-passos/",
                "/mapa/",
                "/numeros/",
                "/minha-conta/",
            ],
        ),
        (
            "administrador",
            [
                "/carteira/",
                "/analises/",
                "/proximos-passos/",
                "/mapa/",
                "/numeros/",
                "/admin/",
                "/minha-conta/",
            ],
        ),
    ],
)
def test_menu_do_estado_depende_do_papel(menu, papel, enderecos):
    assert list(_enlaces(menu(_do_estado(papel)))) == enderecos


def test_menu_so_mostra_entrada_que_leva_a_algum_lugar(menu):
    leitor = menu(_do_estado("administrador"), existem={"paineis:carteira"})

    assert list(_enlaces(leitor)) == ["/carteira/"]
    assert leitor.de("form") == []


def test_menu_marca_a_secao_da_pagina_de_dentro(menu):
    assert _enlaces(menu(galeria.ANA, "/implantacoes/7/"))["/"] == "true"
    assert _enlaces(menu(_do_estado("gerente"), "/analises/7/"))["/analises/"] == "true"
    assert _enlaces(menu(_do_estado("gerente"), "/analises/7/"))["/carteira/"] is None


def test_endereco_que_nao_existe_fica_vazio():
    assert componentes._endereco("account_login").startswith("/")
    assert componentes._endereco("nada:disto") == ""


def test_trilha_termina_na_pagina_atual_sem_enlace():
    leitor = etiqueta('{% trilha "Adamantina" url "Regulamentação" %}', url="/cidade/")

    assert leitor.de("a") == [{"href": "/cidade/"}]
    assert leitor.de("span") == [{"aria-current": "page"}]
    assert leitor.dito == "Adamantina Regulamentação"


# Selos e palavras


@pytest.mark.parametrize(
    ("dias", "palavras", "tipo"),
    [
        (-2, "vencido há 2 dias úteis", "perigo"),
        (-1, "vencido há 1 dia útil", "perigo"),
        (0, "vence hoje", "atencao"),
        (1, "falta 1 dia útil", "atencao"),
        (3, "faltam 3 dias úteis", "atencao"),
        (4, "faltam 4 dias úteis", "neutro"),
    ],
)
def test_selo_de_prazo_diz_os_dias_e_muda_de_tipo(dias, palavras, tipo):
    leitor = incluir("selo_prazo", dias=dias)

    assert leitor.dito == palavras
    assert leitor.de("span")[0]["class"] == f"selo selo--{tipo}"


def test_prazo_parado_nunca_aparece_como_vencido():
    assert incluir("selo_prazo", dias=-9, parado=True).dito == "prazo parado"


@pytest.mark.parametrize("situacao", componentes.ITENS)
def test_item_diz_a_situacao_em_palavra(situacao):
    leitor = incluir("item_da_lista", titulo="Publicar", url="/x/", situacao=situacao)

    assert leitor.dito == f"Publicar {componentes.situacao_do_item(situacao)}"


def test_item_aberto_com_prazo_mostra_o_prazo_e_diz_que_esta_aberto():
    leitor = incluir("item_da_lista", titulo="Publicar", url="/x/", situacao="aberto", dias=9)

    assert leitor.dito == "Publicar aberto, faltam 9 dias úteis"


def test_item_sem_endereco_nao_vira_enlace():
    leitor = incluir("item_da_lista", titulo="Publicar", situacao="aberto", espera=True)

    assert leitor.de("a") == []
    assert leitor.dito == "Publicar espera outro item"


@pytest.mark.parametrize("situacao", componentes.ETAPAS)
def test_etapa_da_jornada_diz_a_situacao_a_quem_ouve(situacao):
    etapas = [{"titulo": "Adesão", "situacao": situacao, "texto": "", "atual": True}]
    leitor = incluir("jornada", etapas=etapas)

    assert componentes.situacao_da_etapa(situacao) in leitor.dito
    assert leitor.de("li")[0]["aria-current"] == "step"


@pytest.mark.parametrize(
    ("lado", "palavra"), [("municipio", "município"), ("sggd", "SGGD"), ("ninguem", "ninguém")]
)
def test_de_quem_e_a_vez_diz_o_lado(lado, palavra):
    assert palavra in incluir("quem_e_a_vez", lado=lado, desde=galeria.PRAZO, dias=1).dito


@pytest.mark.parametrize(
    ("dias", "palavras"),
    [
        (0, "desde 15/05/2026"),
        (1, "desde 15/05/2026, há 1 dia útil"),
        (6, "desde 15/05/2026, há 6 dias úteis"),
    ],
)
def test_de_quem_e_a_vez_diz_desde_quando(dias, palavras):
    leitor = incluir("quem_e_a_vez", lado="prodesp", desde=galeria.PRAZO, dias=dias)

    assert leitor.dito.endswith(palavras)


def test_a_vez_de_ninguem_nao_conta_tempo():
    leitor = incluir("quem_e_a_vez", lado="ninguem", desde=galeria.PRAZO, dias=6)

    assert leitor.dito.endswith("ninguém")


def test_aviso_escapa_o_que_recebe():
    leitor = etiqueta(
        '{% aviso tipo="atencao" titulo=titulo %}{{ texto }}{% endaviso %}',
        titulo="<script>",
        texto="<b>texto</b>",
    )

    assert leitor.de("script") == []
    assert leitor.dito == "<script><b>texto</b>"


@pytest.mark.parametrize(
    ("telefone", "endereco"),
    [
        ("1835029000", "tel:+551835029000"),
        ("1835029000 ramal 12", "tel:+551835029000"),
        ("08000550012", "tel:08000550012"),
    ],
)
def test_telefone_de_ligar_so_tem_o_que_se_disca(telefone, endereco):
    assert componentes.telefone_para_ligar(telefone) == endereco


# Ação, recusas e listas


def test_proxima_acao_tem_um_botao_e_explica_a_data():
    leitor = incluir(
        "proxima_acao",
        titulo="Informe a publicação",
        por_que="Falta a página do jornal.",
        minutos=5,
        dias=3,
        prazo=galeria.PRAZO,
        como_chegamos=["Começa a contar.", "10 dias úteis depois."],
        url="/agir/",
        botao="Informar",
    )

    assert [a["href"] for a in leitor.de("a")] == ["/agir/"]
    assert "Leva cerca de 5 minutos." in leitor.dito
    assert "Prazo: sexta, 15/05/2026" in leitor.dito
    assert leitor.de("time") == [{"datetime": "2026-05-15"}]
    assert len(leitor.de("details")) == 1


def test_sem_acao_nao_ha_botao():
    leitor = incluir("proxima_acao", titulo="Nada com você", por_que="É a vez da Prodesp.")

    assert leitor.de("a") == []
    assert leitor.de("details") == []


def test_recusas_ficam_acima_do_botao_que_as_descreve():
    leitor = incluir("recusas", recusas=galeria.RECUSAS, botao="Enviar etapa", id="enviar")

    (botao,) = leitor.de("button")
    assert botao["type"] == "button"
    assert botao["aria-disabled"] == "true"
    assert botao["aria-describedby"] == "enviar-motivos"
    assert leitor.ids == ["enviar-motivos"]
    assert [a["href"] for a in leitor.de("a")] == [r["url"] for r in galeria.RECUSAS]


def test_sem_recusas_o_botao_envia():
    leitor = incluir("recusas", recusas=[], botao="Enviar", nome="comando", valor="enviar_etapa")

    (botao,) = leitor.de("button")
    assert botao["type"] == "submit"
    assert (botao["name"], botao["value"]) == ("comando", "enviar_etapa")
    assert "aria-disabled" not in botao


def test_paginacao_conserva_os_filtros():
    pagina = Paginator(range(100), 10).page(5)
    leitor = incluir("paginacao", pagina=pagina, consulta=QueryDict("vez=m&pagina=5"))

    assert leitor.de("a")[0]["href"] == "?vez=m&pagina=4"
    assert leitor.de("a")[-1]["href"] == "?vez=m&pagina=6"
    assert leitor.dito.endswith("41 a 50 de 100")


def test_lista_de_uma_pagina_nao_mostra_paginacao():
    pagina = Paginator(range(5), 10).page(1)

    assert incluir("paginacao", pagina=pagina, consulta=QueryDict()).elementos == []


def test_historia_vazia_diz_o_que_vai_aparecer():
    assert "aparece aqui" in incluir("historia", eventos=[]).dito


# Páginas de erro


@pytest.mark.parametrize("codigo", ["400", "403_csrf", "500"])
def test_pagina_de_erro_se_desenha_sem_pedido(codigo):
    leitor = Leitor(render_to_string(f"{codigo}.html"))

    assert "O que fazer" in leitor.dito
    assert leitor.de("a")[-1]["href"] == "/"


@pytest.mark.parametrize("codigo", ["403", "404"])
def test_pagina_de_erro_mostra_o_menu_de_quem_entrou(codigo, rf):
    pedido = rf.get("/nada/")
    pedido.user = galeria.ANA
    leitor = Leitor(render_to_string(f"{codigo}.html", {}, pedido))

    assert "Ana Prado" in leitor.dito
    assert "O que fazer" in leitor.dito


def test_pagina_de_erro_nosso_nao_depende_de_nada():
    texto = (TEMPLATES / "500.html").read_text()

    assert "{%" not in texto
    assert "{{" not in texto
    for caminho in re.findall(r'href="/static/([^"]+)"', texto):
        assert "@import" not in Path(finders.find(caminho)).read_text()
