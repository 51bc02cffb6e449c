"""O repositório lê a si mesmo: o que ninguém lembraria de conferir a cada mudança."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from seicidades.comum.papeis import PAPEIS_DO_ESTADO
from seicidades.contas.permissoes import ExigePapelDoEstadoMixin, ExigePermissaoMixin
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.fluxo.nucleo.definicao import problemas_do_roteiro
from tests.acesso.percurso import classes_das_views, enderecos
from tests.consistencia import leitura

NOSSAS_APPS = [a for a in apps.get_app_configs() if a.name.split(".")[0] in leitura.APPS]
NOSSOS_MODELOS = [modelo for app in NOSSAS_APPS for modelo in app.get_models()]

# --- Endereços e permissões

SEM_ENTRAR = {
    "account_confirm_login_code": "é por onde se entra",
    "account_inactive": "diz a quem tem a conta fechada o que fazer",
    "account_login": "é por onde se entra",
    "account_request_login_code": "é por onde se entra",
    "account_reset_password": "quem esqueceu a senha ainda não entrou",
    "account_reset_password_done": "quem esqueceu a senha ainda não entrou",
    "account_reset_password_from_key": "vale pelo segredo do endereço",
    "account_reset_password_from_key_done": "quem esqueceu a senha ainda não entrou",
    "admin:login": "manda para a entrada de todos",
    "contas:entrar_por_link": "é por onde se entra; só o envio entra",
    "contas:nao_sou_mais_eu_por_link": "vale pela assinatura do endereço; só o envio avisa",
    "contas:pedir_convite": "quem perdeu o convite ainda não entrou",
    "contas:convite": "vale pelo segredo do endereço; só o envio o aceita",
    "correio:caixa": "só existe na demonstração, em que tudo é fictício",
    "correio:mensagem": "só existe na demonstração, em que tudo é fictício",
    "lembretes:sair": "vale pela assinatura do endereço; só o envio muda alguma coisa",
    "mfa_authenticate": "é o segundo passo da entrada",
    "operacao:metricas": "confere o token ou a rede; aos demais, não existe",
    "operacao:pronto": "sonda; os detalhes são de quem opera",
    "operacao:saude": "sonda: só diz que o processo responde e se os lembretes andam",
    "verificacao:codigo": "vale pelo código do documento; diz só o que ele é",
    "verificacao:formulario": "pergunta o código de um documento",
}
SEM_MIXIN = {
    "seicidades.contas.views.ConviteView": "vale pelo segredo do endereço",
    "seicidades.contas.views.EntrarView": "é por onde se entra",
    "seicidades.contas.views_da_entrada.ConfirmarCodigoView": "é por onde se entra",
    "seicidades.contas.views_da_entrada.EntrarPorLinkView": "é por onde se entra",
    "seicidades.contas.views_da_entrada.PedirCodigoView": "é por onde se entra",
    "seicidades.contas.views_da_entrada.PedirConviteView": "a resposta é a mesma para todos",
    "seicidades.contas.views_da_saida.NaoSouMaisEuPorLinkView": "vale pela assinatura do endereço",
    "seicidades.contas.views_da_saida.NaoSouMaisEuView": "só os papéis de quem entrou",
    "seicidades.contas.views.PerfilView": "só os dados de quem entrou",
    "seicidades.correio.views.CaixaView": "só existe na demonstração",
    "seicidades.correio.views.MensagemView": "só existe na demonstração",
    "seicidades.documentos.views.DocumentoVerificadoView": "vale pelo código do documento",
    "seicidades.documentos.views.VerificarView": "só pergunta o código",
    "seicidades.lembretes.views.PreferenciasView": "só os lembretes de quem entrou",
    "seicidades.lembretes.views.RetomarView": "só os lembretes de quem entrou",
    "seicidades.lembretes.views.SairView": "vale pela assinatura do endereço",
    "seicidades.operacao.views.MetricasView": "confere o token ou a rede",
    "seicidades.operacao.views.ProntoView": "sonda",
    "seicidades.operacao.views.SaudeView": "sonda",
    "seicidades.paineis.views.InicioView": "só manda cada pessoa ao seu lugar",
    "seicidades.api.views.AndamentosView": "a API confere quem pede e o órgão dela",
    "seicidades.api.views.ComandosView": "a API confere quem pede e o órgão dela",
    "seicidades.api.views.DocumentacaoView": "o esquema, sem dado de ninguém",
    "seicidades.api.views.EsquemaView": "o esquema, sem dado de ninguém",
    "seicidades.api.views.ImplantacaoView": "a API confere quem pede e o órgão dela",
    "seicidades.api.views.ImplantacoesView": "a API confere quem pede e o órgão dela",
    "seicidades.api.views.NaoHaView": "não há nada neste endereço",
}


ENTRADAS = ("/conta/entrar/", "/admin/login/")


def exemplo(caminho: str) -> str:
    """O caminho com um valor qualquer no lugar de cada argumento."""
    trocas = {
        r"<int:\w+>": "1",
        r"<uuid:\w+>": "00000000-0000-4000-8000-000000000000",
        r"<\w+:\w+>": "x",
        r"\(\?P<\w+>[^)]*\)": "x",
        r"[\^$]": "",
    }
    for padrao, valor in trocas.items():
        caminho = re.sub(padrao, valor, caminho)
    return caminho


def test_todo_endereco_recusa_quem_nao_entrou_salvo_os_listados(db, client):
    abertos = set()
    for endereco in enderecos():
        resposta = client.get(exemplo(endereco.caminho))
        entrada = resposta.status_code == 302 and resposta.url.startswith(ENTRADAS)
        if not entrada and resposta.status_code != 401:
            abertos.add(endereco.nome)

    assert abertos <= set(SEM_ENTRAR), "Entram sem se identificar: " + ", ".join(abertos)


def test_a_lista_do_que_dispensa_entrar_nao_tem_sobras():
    nomes = {e.nome for e in enderecos()}
    pedem = {e.nome for e in enderecos() if getattr(e.view, "login_required", True)}

    assert set(SEM_ENTRAR) <= nomes
    assert set(SEM_ENTRAR) & pedem == set()


def _nossas_views() -> dict[str, type]:
    classes = {f"{c.__module__}.{c.__qualname__}": c for c in classes_das_views()}
    return {nome: c for nome, c in classes.items() if nome.split(".")[0] in leitura.APPS}


@pytest.mark.parametrize("nome", sorted(_nossas_views()))
def test_toda_view_declara_quem_pode(nome):
    classe = _nossas_views()[nome]
    if issubclass(classe, ExigePermissaoMixin):
        assert classe.permissao is not None, "Declare `permissao`."
        assert classe.get_orgao is not ExigePermissaoMixin.get_orgao, "Declare `get_orgao()`."
    elif issubclass(classe, ExigePapelDoEstadoMixin):
        assert classe.papeis_do_estado
        assert classe.papeis_do_estado <= PAPEIS_DO_ESTADO
    else:
        assert nome in SEM_MIXIN, "Declare a permissão, ou diga em SEM_MIXIN por que não precisa."


def test_a_lista_de_views_sem_permissao_nao_tem_sobras():
    com_mixin = (ExigePermissaoMixin, ExigePapelDoEstadoMixin)
    sem = {nome for nome, c in _nossas_views().items() if not issubclass(c, com_mixin)}

    assert set(SEM_MIXIN) - sem == set()


@pytest.mark.parametrize(
    "nome", sorted(set(_nossas_views()) - {"seicidades.contas.views.EntrarView"})
)
def test_nenhuma_view_aceita_metodo_que_nao_usa(nome):
    classe = _nossas_views()[nome]
    aceitos = {m for m in classe.http_method_names if hasattr(classe, m)}

    assert aceitos <= {"get", "head", "post", "options"}


def test_o_portao_de_entrada_vem_depois_de_saber_quem_e():
    ordem = [nome.rsplit(".", 1)[-1] for nome in settings.MIDDLEWARE]

    assert "LoginRequiredMiddleware" in ordem
    assert ordem.index("AuthenticationMiddleware") < ordem.index("LoginRequiredMiddleware")
    assert ordem.index("LoginRequiredMiddleware") < ordem.index("ExigeSegundoFator")
    for exigido in ("CsrfViewMiddleware", "CSPMiddleware", "XFrameOptionsMiddleware"):
        assert exigido in ordem


# --- Modelos e administração

SEM_ADMIN = {
    "adesao.EtapaDoPlano": "tem página própria, com a meta e o instrumento",
    "adesao.MetaDoPlano": "tem página própria, no instrumento",
    "adesao.Participe": "tem página própria, no instrumento",
    "adesao.PlanilhaDeAssinaturas": "tem páginas próprias, e o conteúdo é cifrado e passageiro",
    "capacitacao.Presenca": "aparece na sessão a que pertence",
    "documentos.ArquivoDoDocumento": "aparece no documento gerado, só para leitura",
    "demo.Marca": "só diz que o banco é de demonstração; ninguém a edita",
    "fluxo.AvisoDoAndamento": "só marca o que já virou mensagem; as mensagens têm lista própria",
    "fluxo.EtapaDaImplantacao": "aparece na implantação, só para leitura",
    "fluxo.ItemDaImplantacao": "aparece na implantação, só para leitura",
    "lotes.LinhaDoLote": "aparece na ação em lote, só para leitura",
    "regulamentacao.ArtigoEditado": "muda só na sala da minuta, que guarda quem e quando",
    "regulamentacao.ComentarioDoArtigo": "tem página própria, na sala da minuta",
    "regulamentacao.NotaInterna": "tem página própria, que só a Prodesp abre",
    "regulamentacao.Redacao": "tem página própria e não muda",
    "regulamentacao.RespostasDaTela": "muda só na sala da minuta, que guarda quem e quando",
    "regulamentacao.SalaDaMinuta": "tem página própria",
    "importacao.Carga": "tem páginas próprias, e o conteúdo é cifrado e passageiro",
}


def test_todo_modelo_esta_na_administracao_ou_diz_por_que_nao():
    fora = {m._meta.label for m in NOSSOS_MODELOS if m not in admin.site._registry}

    assert fora == set(SEM_ADMIN)


def _comeca_minuscula(texto: str) -> bool:
    """`número` e `CNPJ` sim; `Número` não."""
    primeira = texto.split()[0]
    return primeira[0].islower() or any(p.isupper() and len(p) > 1 for p in primeira.split("-"))


@pytest.mark.parametrize("modelo", NOSSOS_MODELOS, ids=lambda m: m._meta.label)
def test_nomes_para_pessoas_comecam_em_minuscula(modelo):
    nomes = [modelo._meta.verbose_name, modelo._meta.verbose_name_plural]
    nomes += [f.verbose_name for f in modelo._meta.fields if hasattr(f, "verbose_name")]

    assert [str(n) for n in nomes if not _comeca_minuscula(str(n))] == []


@pytest.mark.parametrize("modelo", NOSSOS_MODELOS, ids=lambda m: m._meta.label)
def test_todo_modelo_diz_o_seu_nome(modelo):
    original = modelo._meta.original_attrs

    assert "verbose_name" in original
    assert "verbose_name_plural" in original
    assert modelo.__str__ is not object.__str__


@pytest.mark.parametrize("app", NOSSAS_APPS, ids=lambda a: a.name)
def test_toda_app_diz_o_seu_nome(app):
    assert "verbose_name" in vars(type(app))


@pytest.mark.parametrize("modelo", NOSSOS_MODELOS, ids=lambda m: m._meta.label)
def test_toda_restricao_tem_nome_que_se_le(modelo):
    """`item_unico_na_etapa`, e não o nome que o Django inventa."""
    nomes = [r.name for r in (*modelo._meta.constraints, *modelo._meta.indexes)]

    assert [n for n in nomes if re.search(r"_[0-9a-f]{6,8}_(?:idx|uniq)$|%\(", n)] == []


# --- Migrações


def _nossas_migracoes() -> list[migrations.Migration]:
    carregadas = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    rotulos = {app.label for app in NOSSAS_APPS}
    return [m for (rotulo, _), m in sorted(carregadas.items()) if rotulo in rotulos]


@pytest.mark.parametrize("migracao", _nossas_migracoes(), ids=str)
def test_toda_migracao_tem_nome_dado_por_gente(migracao):
    numero, _, nome = migracao.name.partition("_")

    assert numero.isdigit()
    assert not re.match(r"(?:initial$|auto_|add_|alter_|rename_|remove_|delete_)", nome)
    assert not nome.endswith("_and_more")
    assert nome != migracao.suggest_name() or so_um_campo_novo(migracao)


def so_um_campo_novo(migracao: migrations.Migration) -> bool:
    """Modelo e campo: o nome que o Django daria é o que uma pessoa daria."""
    return [type(op) for op in migracao.operations] == [migrations.AddField]


@pytest.mark.parametrize("migracao", _nossas_migracoes(), ids=str)
def test_todo_passo_de_dados_tem_volta(migracao):
    passos = [
        op
        for op in migracao.operations
        if isinstance(op, (migrations.RunPython, migrations.RunSQL))
    ]

    assert [op for op in passos if not op.reversible] == []


# --- Trabalho fora da requisição


@pytest.fixture(scope="module")
def tarefas():
    current_app.loader.import_default_modules()
    for app in NOSSAS_APPS:
        if (Path(app.path) / "tasks.py").exists():
            import_module(f"{app.name}.tasks")
    return set(current_app.tasks)


def test_toda_tarefa_da_agenda_existe(tarefas):
    agendadas = {item["task"] for item in settings.CELERY_BEAT_SCHEDULE.values()}

    assert agendadas <= tarefas


def test_toda_tarefa_citada_no_codigo_existe(tarefas):
    """Quem enfileira conhece a tarefa só pelo nome: uma letra errada e nada acontece."""
    citadas = {
        texto
        for texto in leitura.textos_literais(leitura.do_programa())
        if re.fullmatch(r"[a-z_.]+\.tasks\.[a-z_]+", texto)
    }

    assert citadas
    assert citadas <= tarefas


# --- O roteiro


def test_o_roteiro_declarado_nao_tem_problemas():
    assert problemas_do_roteiro(roteiro_do_codigo()) == []


def test_nenhuma_chave_se_repete_nem_se_confunde_com_outra():
    roteiro = roteiro_do_codigo()
    chaves = [e.chave for e in roteiro.etapas] + [i.chave for e in roteiro.etapas for i in e.itens]

    assert len(chaves) == len(set(chaves))
    assert [c for c in chaves if not re.fullmatch(r"[a-z][a-z0-9_]{2,59}", c)] == []


def test_as_chaves_publicadas_nunca_mudam():
    """Há andamentos que apontam para elas. Item novo entra na lista; nenhum sai."""
    publicadas = set((leitura.RAIZ / "tests/consistencia/chaves.txt").read_text().split())
    roteiro = roteiro_do_codigo()

    assert publicadas == {e.chave for e in roteiro.etapas} | set(roteiro.itens)


ITENS = sorted(roteiro_do_codigo().itens.values(), key=lambda item: item.chave)


@pytest.mark.parametrize("item", ITENS, ids=lambda item: item.chave)
def test_todo_item_se_explica_em_poucas_palavras(item):
    assert 20 <= len(item.ajuda) <= 400
    assert item.ajuda.endswith(".")
    assert 1 <= item.minutos <= 240


@pytest.mark.parametrize("item", ITENS, ids=lambda item: item.chave)
def test_o_titulo_do_item_diz_o_que_fazer(item):
    """No infinitivo e sem ponto: “Informar os dados da prefeitura”."""
    primeira = item.titulo.split()[0]

    assert re.search(r"[aeio]r(?:-se)?$", primeira), item.titulo
    assert primeira[0].isupper()
    assert not item.titulo.endswith(".")
    assert len(item.titulo) <= 80
