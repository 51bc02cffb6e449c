"""Endereço × método × pessoa × cidade, contra a tabela de `tests/acesso/tabela.txt`.

Endereço que não está na tabela falha; código que não é o dela, também.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.core.cache import cache
from django.middleware.csrf import get_token
from django.urls import reverse

from seicidades.comum.papeis import Lado, Papel
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.paginas import FatoFormView
from seicidades.lembretes.models import Pausa
from tests.acesso import mundo as mundos
from tests.acesso import percurso
from tests.acesso.tabela import Linha, ler, linha_de

pytestmark = pytest.mark.django_db

TABELA = ler()
PREFIXOS_DO_ADMIN = ("admin:", "/admin/")
NOSSAS = [linha for linha in TABELA if not linha.nome.startswith(PREFIXOS_DO_ADMIN)]
ADMIN = sorted({e.nome for e in percurso.enderecos() if e.nome.startswith(PREFIXOS_DO_ADMIN)})
GRUPOS = sorted({linha.grupo for linha in NOSSAS})
DO_ALLAUTH = ("account", "mfa")
DE_FORA = ("anonima", "desativada", "estranha", "encerrada", "vizinha")
# Uma de cada espécie, onde repetir com todas não diria mais.
UMAS = ("gestor_sei", "gerente", "observador")
NA_ALHEIA = ("encerrada", "vizinha", "gestor_sei", "apoio", "gerente", "outro_gerente")
# Quem, na outra cidade, é o que esta coluna é aqui.
ESPELHO = {"gerente": "outro_gerente", "outro_gerente": "gerente", "vizinha": "gestor_sei"}


@pytest.fixture(scope="module")
def mundo(django_db_setup, django_db_blocker):
    """As cidades e as pessoas, criadas uma vez e desfeitas no fim."""
    with mundos.emprestado(django_db_blocker) as mundo:
        yield mundo


@pytest.fixture(scope="module")
def visitante(mundo):
    return percurso.Visitante(mundo)


def do_grupo(grupo: str) -> list[Linha]:
    return [linha for linha in NOSSAS if linha.grupo == grupo]


def da_cidade(linha: Linha) -> bool:
    return not percurso.DA_CIDADE.isdisjoint(percurso.parametros(linha.nome))


def aponta_objeto(linha: Linha) -> bool:
    return not percurso.DE_DENTRO.isdisjoint(percurso.parametros(linha.nome))


@pytest.fixture
def pedir(mundo, visitante, monkeypatch):
    """Pede um endereço como várias pessoas, sem desenhar a página."""

    def pedir_todas(linha, metodo, url, cidade, pessoas, forcar=True) -> dict[str, int]:
        dispensa_contexto = not aponta_objeto(linha) and linha.grupo not in DO_ALLAUTH
        with ExitStack() as pilha:
            pilha.enter_context(percurso.sem_desenhar(monkeypatch, sem_contexto=dispensa_contexto))
            if forcar:
                pilha.enter_context(percurso.formularios_sempre_validos(monkeypatch))
            return {p: visitar(linha, metodo, url, cidade, p) for p in pessoas}

    def visitar(linha, metodo, url, cidade, pessoa) -> int:
        consulta, dados = percurso.consulta_e_dados(linha.nome, linha.variante, cidade)
        if linha.grupo in (*DO_ALLAUTH, "contas", "api", "verificacao"):
            cache.clear()  # os limites de tentativa valeriam de uma pessoa para a outra
        return visitante.codigo(pessoa, metodo, url, dados, consulta)

    return pedir_todas


def diferencas(linha, metodo: str, esperados: dict[str, int], vieram: dict) -> Iterator[str]:
    for pessoa, veio in vieram.items():
        if veio != esperados[pessoa]:
            yield f"{linha} {metodo} {pessoa}: esperava {esperados[pessoa]}, veio {veio}"


def nenhuma(diferentes: Iterable[str]) -> None:
    diferentes = list(diferentes)
    assert not diferentes, "\n" + "\n".join(diferentes)


# --- A tabela diz todos os endereços


def test_todo_endereco_esta_na_tabela():
    faltam = {e.nome for e in percurso.enderecos() if linha_de(e.nome, TABELA) is None}

    assert not faltam, "Diga em tests/acesso/tabela.txt quem pode: " + ", ".join(sorted(faltam))


def test_toda_linha_da_tabela_e_de_algum_endereco():
    usados = {linha_de(e.nome, TABELA).nome for e in percurso.enderecos()}

    assert [str(linha) for linha in TABELA if linha.nome not in usados] == []


def test_toda_pagina_de_fato_tem_linha_propria():
    fatos = {
        e.nome
        for e in percurso.enderecos()
        if issubclass(getattr(e.view, "view_class", object), FatoFormView)
    }

    assert fatos <= {linha.nome for linha in NOSSAS}


def test_as_colunas_sao_as_pessoas_do_mundo(mundo):
    for linha in TABELA:
        assert list(linha.de("GET")) == list(mundo.pessoas), linha


# --- O programa faz o que a tabela diz


@pytest.mark.parametrize("metodo", ["GET", "POST"])
@pytest.mark.parametrize("grupo", GRUPOS)
def test_na_propria_cidade(grupo, metodo, mundo, pedir):
    diferentes = []
    for linha in do_grupo(grupo):
        url = percurso.url_de(linha.nome, linha.variante, mundo.minha, mundo)
        vieram = pedir(linha, metodo, url, mundo.minha, mundo.pessoas)
        diferentes += diferencas(linha, metodo, linha.de(metodo), vieram)
    nenhuma(diferentes)


@pytest.mark.parametrize("grupo", sorted({li.grupo for li in NOSSAS if da_cidade(li)}))
def test_na_cidade_alheia(grupo, mundo, pedir):
    """Quem é daqui é de fora lá; a quem é de lá, o que a tabela diz do mesmo papel."""
    diferentes = []
    for linha in filter(da_cidade, do_grupo(grupo)):
        url = percurso.url_de(linha.nome, linha.variante, mundo.outra, mundo)
        for metodo in ("GET", "POST"):
            aqui = linha.de(metodo)
            la = dict.fromkeys(aqui, aqui["estranha"]) | {p: aqui[d] for p, d in ESPELHO.items()}
            vieram = pedir(linha, metodo, url, mundo.outra, NA_ALHEIA)
            diferentes += diferencas(linha, metodo, la, vieram)
    nenhuma(diferentes)


def test_objeto_alheio_no_endereco_da_propria_cidade_nao_existe(mundo, pedir):
    """Quem nem poderia fazer isto continua recusado; os demais recebem 404."""
    diferentes = []
    for linha in filter(aponta_objeto, filter(da_cidade, NOSSAS)):
        url = percurso.url_de(linha.nome, linha.variante, mundo.minha, mundo, mundo.outra)
        for metodo in ("GET", "POST"):
            vieram = pedir(linha, metodo, url, mundo.minha, mundo.pessoas, forcar=False)
            aqui = linha.de(metodo)
            esperados = {
                p: codigo if aqui[p] == codigo != 200 and (codigo != 302 or p in DE_FORA) else 404
                for p, codigo in vieram.items()
            }
            diferentes += diferencas(linha, metodo, esperados, vieram)
    nenhuma(diferentes)


@pytest.mark.parametrize("grupo", GRUPOS)
def test_a_pagina_inteira_se_desenha(grupo, mundo, visitante):
    diferentes = []
    for linha in do_grupo(grupo):
        url = percurso.url_de(linha.nome, linha.variante, mundo.minha, mundo)
        consulta, _ = percurso.consulta_e_dados(linha.nome, linha.variante, mundo.minha)
        vieram = {p: visitante.codigo(p, "GET", url, consulta=consulta) for p in UMAS}
        diferentes += diferencas(linha, "GET", linha.de("GET"), vieram)
    nenhuma(diferentes)


@pytest.mark.parametrize("grupo", [g for g in GRUPOS if g not in DO_ALLAUTH])
def test_outros_metodos(grupo, mundo, pedir):
    """HEAD vale o que GET vale; PUT, PATCH e DELETE nunca fazem nada."""
    diferentes = []
    for linha in do_grupo(grupo):
        url = percurso.url_de(linha.nome, linha.variante, mundo.minha, mundo)
        vieram = pedir(linha, "HEAD", url, mundo.minha, ("gestor_sei", "gerente"))
        diferentes += diferencas(linha, "HEAD", linha.de("GET"), vieram)
        for metodo in ("PUT", "PATCH", "DELETE"):
            vieram = pedir(linha, metodo, url, mundo.minha, ("gerente",))
            recusados = {p: c if c in (403, 404, 405) else 405 for p, c in vieram.items()}
            diferentes += diferencas(linha, metodo, recusados, vieram)
    nenhuma(diferentes)


@pytest.mark.parametrize("fim", ["index", "_changelist", "_add", "_change", "_delete", ""])
def test_na_administracao(fim, mundo, visitante):
    """A administração entra; das demais pessoas, todas na lista de cada modelo, e uma no resto."""
    fins = ("index", "_changelist", "_add", "_change", "_delete")
    diferentes = []
    for nome in ADMIN:
        if not (nome.endswith(fim) if fim else not nome.endswith(fins)):
            continue
        linha = linha_de(nome, TABELA)
        url = percurso.url_de(nome, "", mundo.minha, mundo)
        pessoas = mundo.pessoas if fim == "index" else ("gerente", "administrador")
        for metodo in ("GET", "POST"):
            vieram = {p: visitante.codigo(p, metodo, url) for p in pessoas}
            diferentes += diferencas(nome, metodo, linha.de(metodo), vieram)
    nenhuma(diferentes)


def test_nenhuma_outra_pessoa_lista_tabelas_na_administracao(mundo, visitante):
    diferentes = []
    for nome in [n for n in ADMIN if n.endswith("_changelist")]:
        url = percurso.url_de(nome, "", mundo.minha, mundo)
        vieram = {p: visitante.codigo(p, "GET", url) for p in ("anonima", *UMAS)}
        diferentes += diferencas(nome, "GET", dict.fromkeys(vieram, 302), vieram)
    nenhuma(diferentes)


# --- A tabela diz o que as regras mandam


def _gravacoes() -> list[tuple[Linha, str]]:
    """As linhas que gravam um item, com a chave dele."""
    itens = roteiro_do_codigo().itens
    por_pagina = {item.pagina: chave for chave, item in itens.items() if item.pagina}
    pares = [(linha, por_pagina.get(linha.nome) or linha.variante) for linha in NOSSAS]
    return [(linha, chave) for linha, chave in pares if chave in itens]


def test_grava_cada_item_quem_o_roteiro_diz_e_mais_ninguem():
    """302 é gravar e 409 é poder, mas não agora: só o papel do item e a gerência da carteira."""
    gravacoes = _gravacoes()
    for linha, chave in gravacoes:
        item = roteiro_do_codigo().itens[chave]
        gravam = {p for p, codigo in linha.de("POST").items() if codigo in (302, 409)}
        do_papel = {str(item.papel)} if item.lado == Lado.MUNICIPIO else set()
        if item.papel == Papel.GESTOR_SEI:
            do_papel.add("suplente")
        do_papel |= set(map(str, item.tambem_por))

        assert gravam - {"anonima", "desativada"} == do_papel | {"gerente"}, linha
    assert {chave for _, chave in gravacoes} >= {
        chave for chave, item in roteiro_do_codigo().itens.items() if item.pagina
    }


def test_quem_e_de_fora_entra_ou_nao_acha():
    """A API não manda entrar, responde 401; e diz 405 antes de procurar a cidade."""
    for linha in filter(da_cidade, NOSSAS):
        for metodo in ("GET", "POST"):
            da_api = linha.grupo == "api"
            nao_aceita = da_api and set(linha.de(metodo).values()) == {401, 405}
            codigos = [linha.de(metodo)[pessoa] for pessoa in DE_FORA]
            entrar, nao_acha = 401 if da_api else 302, 405 if nao_aceita else 404
            assert codigos == [entrar] * 2 + [nao_acha] * 3, f"{linha} {metodo}"


def test_observador_so_muda_os_proprios_dados():
    """Sair dos lembretes e do papel não pergunta quem pede: vale a assinatura.

    Pedir outro convite é igual para todos, e a página do próprio papel nada tem a oferecer.
    Conferir um documento compara o que se envia e não guarda nada.
    """
    mudam = [
        str(linha)
        for linha in NOSSAS
        if linha.grupo not in DO_ALLAUTH and linha.de("POST")["observador"] in (200, 302, 409)
    ]

    assert sorted(mudam) == [
        "contas:nao_sou_mais_eu",
        "contas:nao_sou_mais_eu_por_link",
        "contas:pedir_convite",
        "contas:perfil",
        "lembretes:preferencias",
        "lembretes:retomar",
        "lembretes:sair",
        "verificacao:codigo",
    ]


def test_a_api_da_cada_comando_a_quem_a_pagina_da():
    """Onde a página devolve 302, a API devolve 200. Em nome de outra pessoa, só se o pedido diz."""
    da_pagina = {li.variante: li for li in NOSSAS if li.nome == "fluxo:comando"}
    comuns = [li for li in NOSSAS if li.nome == "api:comandos" and li.variante in da_pagina]
    assert len(comuns) >= 5

    for linha in comuns:
        esperados = dict(da_pagina[linha.variante].de("POST"))
        if linha.variante == "enviar_etapa":
            esperados["gerente"] = 403
        api = linha.de("POST")
        esperados = {p: 200 if c == 302 else c for p, c in esperados.items()}
        assert api == esperados | {"anonima": 401, "desativada": 401}, linha


def test_nenhum_codigo_da_tabela_e_erro_do_programa():
    for linha in TABELA:
        assert max(max(linha.de(metodo).values()) for metodo in ("GET", "POST")) < 500, linha


# --- Envio forjado de outro sítio


POR_TOKEN = "O token não é cookie, e com a sessão a própria API confere a marca."
DISPENSAM_A_MARCA = {
    "lembretes:sair": "O programa de correio pede sem sessão; quem autoriza é a assinatura.",
    "api:implantacoes": POR_TOKEN,
    "api:implantacao": POR_TOKEN,
    "api:comandos": POR_TOKEN,
    "api:andamentos": POR_TOKEN,
    "api:esquema": POR_TOKEN,
    "api:nao_ha": POR_TOKEN,
}


def test_nenhuma_outra_pagina_dispensa_a_marca_do_formulario():
    dispensam = {e.nome for e in percurso.enderecos() if getattr(e.view, "csrf_exempt", False)}

    assert dispensam == set(DISPENSAM_A_MARCA)


@pytest.mark.parametrize("nome", sorted(n for n in DISPENSAM_A_MARCA if n.startswith("api:")))
def test_pedido_a_api_pela_sessao_sem_a_marca_e_recusado(nome, mundo, client):
    """Com a marca, o mesmo pedido passa: é ela que falta."""
    url = percurso.url_de(nome, "", mundo.minha, mundo)
    _, corpo = percurso.consulta_e_dados(nome, "declarar_bloqueio", mundo.minha)
    client.handler.enforce_csrf_checks = True
    client.force_login(mundo.pessoas["gestor_sei"])
    antes = mundo.minha.implantacao.andamentos.count()

    sem = client.post(url, corpo, content_type="application/json")
    assert (sem.status_code, "X-CSRFToken" in sem.json()["mensagem"]) == (403, True)
    assert mundo.minha.implantacao.andamentos.count() == antes

    prova = get_token(client.get("/conta/perfil/").wsgi_request)
    client.cookies[settings.CSRF_COOKIE_NAME] = prova
    com = client.post(url, corpo, content_type="application/json", headers={"X-CSRFToken": prova})
    esperado = linha_de(nome, TABELA).de("POST")["gestor_sei"]
    assert com.status_code == esperado


@pytest.mark.parametrize("torto", ["1", "{pk}", "{pk}:assinatura-que-nao-vale", "{outra}"])
def test_sair_dos_lembretes_exige_a_assinatura_da_pessoa(torto, mundo, client):
    """A assinatura de uma pessoa não serve a outra."""
    gerente, colega = mundo.minha.gerente.pk, mundo.outra.gerente.pk
    certo = percurso.url_de("lembretes:sair", "", mundo.minha, mundo)
    assinatura = certo.rstrip("/").split(":")[-1]
    segredo = torto.format(pk=gerente, outra=f"{colega}:{assinatura}")

    resposta = client.post(reverse("lembretes:sair", args=[segredo]))

    assert resposta.status_code == 404
    assert not Pausa.objects.filter(usuario__in=(gerente, colega)).exists()


def test_envio_sem_a_marca_e_recusado(mundo, client):
    url = percurso.url_de("fluxo:ajuda", "", mundo.minha, mundo)
    client.handler.enforce_csrf_checks = True
    client.force_login(mundo.pessoas["gestor_sei"])
    antes = mundo.minha.implantacao.andamentos.count()

    resposta = client.post(url, {"motivo_bloqueio": "sem_acesso", "texto": "x"})

    assert resposta.status_code == 403
    assert mundo.minha.implantacao.andamentos.count() == antes
