"""A etapa 4: arquivos de carga, configurações, rede e um pedido de ajuda."""

from datetime import date

from playwright.sync_api import Page, expect

from tests.cadastros.factories import csv, unidade, usuario
from tests.jornadas.adamantina.elenco import CIDADE, PDF, Elenco
from tests.jornadas.passos import (
    abrir_cidade,
    abrir_etapa,
    abrir_item,
    anexo,
    apertar,
    aprovar,
    clicar,
    conferir_mensagem,
    conferir_pronto,
    conferir_sem_erros,
    declarar,
    enviar_etapa,
    fazer,
    preencher,
    seguir,
)


def cadastros(e: Elenco) -> None:
    abrir_etapa(e.gestor_sei, CIDADE, "Cadastros e configurações")
    unidades = csv(unidade("GAB"), unidade("SMA", superior="GAB"))
    carregar_arquivo(e.gestor_sei, "Preparar o arquivo de unidades", "unidades.csv", unidades)
    abrir_etapa(e.gestor_ti, CIDADE, "Cadastros e configurações")
    usuarios = csv(usuario("ana.prado", "GAB"), usuario("bento.lemos", "SMA"))
    carregar_arquivo(e.gestor_ti, "Preparar o arquivo de usuários", "usuarios.csv", usuarios)
    configurar(e.gestor_sei, "Registrar as configurações do município", e.hoje)
    abrir_etapa(e.gerente, CIDADE, "Cadastros e configurações")
    configurar(e.gerente, "Aplicar as configurações no SEI", e.hoje)
    pedido_de_ajuda_resolvido(e)
    abrir_etapa(e.gestor_ti, CIDADE, "Cadastros e configurações")
    fazer(
        e.gestor_ti,
        "Informar como as pessoas entram no SEI",
        {
            "O município tem um diretório de usuários?": ("Não temos diretório",),
            "Como as pessoas vão entrar no SEI": ("Com senha cadastrada no SIP",),
        },
    )
    conferir_pronto(e.gestor_ti, "Verificar a conexão com o diretório")
    conferir_a_rede(e.gestor_ti, e.hoje)
    e.gerente.reload()
    abrir_etapa(e.gerente, CIDADE, "Cadastros e configurações")
    declarar(
        e.gerente,
        "Carregar unidades e usuários no SEI",
        "Duas unidades e duas pessoas carregadas.",
        **{"Arquivos que comprovam": PDF},
    )
    abrir_etapa(e.gestor_sei, CIDADE, "Cadastros e configurações")
    declarar(
        e.gestor_sei,
        "Entrar no SEI com uma pessoa de cada unidade",
        "Uma pessoa do gabinete e uma da administração entraram e criaram um documento.",
    )
    enviar_etapa(e.gestor_sei)
    aprovar(e.gerente, CIDADE)


def carregar_arquivo(pagina: Page, item: str, nome: str, conteudo: str) -> None:
    """Enviar, ler a prévia, gravar."""
    abrir_item(pagina, item)
    preencher(pagina, {"Arquivo da planilha": anexo(nome, conteudo.encode(), "text/csv")})
    apertar(pagina, "Enviar e conferir")
    conferir_sem_erros(pagina)
    avisos = pagina.get_by_label("Li os avisos e está certo assim")
    if avisos.count():
        avisos.check()
    apertar(pagina, "Gravar 2 linhas")
    conferir_sem_erros(pagina)
    conferir_pronto(pagina, item)


def configurar(pagina: Page, item: str, hoje: date) -> None:
    """Um assunto depois do outro, pelo enlace do próximo; o primeiro, com comprovante."""
    abrir_item(pagina, item)
    preencher_o_proximo(
        pagina,
        {
            "Situação": ("Está configurado",),
            "Quando ficou pronto": hoje,
            "Quem fez": "Mauro Dantas",
            "O que comprova": "Definido em reunião.",
        },
    )
    while pagina.get_by_text("O próximo a registrar").count():
        preencher_o_proximo(
            pagina,
            {
                "Situação": ("Não se aplica aqui",),
                "Por que não se aplica": "Vale o padrão da instalação.",
            },
        )
    seguir(pagina, "Voltar à etapa")
    conferir_pronto(pagina, item)


def preencher_o_proximo(pagina: Page, campos: dict) -> None:
    clicar(pagina, pagina.locator("main .aviso--info a"))
    preencher(pagina, campos)
    apertar(pagina, "Salvar e voltar à lista")
    conferir_sem_erros(pagina)


def conferir_a_rede(pagina: Page, hoje: date) -> None:
    item = "Testar a rede até o SEI"
    abrir_item(pagina, item)
    while pagina.get_by_text("O próximo teste").count():
        preencher_o_proximo(
            pagina,
            {
                "Resultado": ("Funcionou",),
                "Data do teste": hoje,
                "Quem testou": "Ana Prado",
                "O que se viu": "Como se esperava, no paço e na saúde.",
            },
        )
    seguir(pagina, "Voltar à etapa")
    conferir_pronto(pagina, item)


def pedido_de_ajuda_resolvido(e: Elenco) -> None:
    """O pedido passa a vez à Prodesp; resolvido, ela volta."""
    abrir_cidade(e.gestor_ti, CIDADE)
    seguir(e.gestor_ti, "Pedir ajuda")
    preencher(
        e.gestor_ti,
        {
            "O que está travando": ("Não sei como fazer o que é pedido",),
            "Conte um pouco mais": "A prefeitura não tem AD. O que informo no diretório?",
        },
    )
    apertar(e.gestor_ti, "Pedir ajuda")
    conferir_sem_erros(e.gestor_ti)
    expect(e.gestor_ti.locator(".vez")).to_contain_text("Prodesp")
    abrir_cidade(e.gerente, CIDADE)
    seguir(e.gerente, "Está resolvido")
    apertar(e.gerente, "Está resolvido")
    conferir_mensagem(e.gerente, "Impedimento resolvido.")
    expect(e.gerente.locator(".vez")).to_contain_text("município")
