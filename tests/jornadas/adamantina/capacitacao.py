"""A etapa 5: reuniões, aulas, entrada em produção e operação assistida."""

from datetime import date

from playwright.sync_api import Page, expect

from tests.jornadas.adamantina.elenco import CIDADE, Elenco
from tests.jornadas.passos import (
    abrir_cidade,
    abrir_etapa,
    abrir_item,
    apertar,
    aprovar,
    clicar,
    conferir_mensagem,
    conferir_pronto,
    conferir_sem_erros,
    enviar_etapa,
    fazer,
    preencher,
    seguir,
)


def capacitacao(e: Elenco) -> None:
    abrir_etapa(e.gerente, CIDADE, "Capacitação")
    fazer(e.gerente, "Fazer a reunião que escolhe os multiplicadores", reuniao(e.hoje))
    fazer(e.gerente, "Fazer a reunião preparatória da capacitação", reuniao(e.hoje))
    abrir_etapa(e.gestor_conhecimento, CIDADE, "Capacitação")
    indicar_multiplicadores(e.gestor_conhecimento)
    marcar_agenda(e.gestor_conhecimento, e.hoje)
    for produto in (
        "Liberar o ambiente de treinamento",
        "Liberar o curso a distância",
        "Entregar o manual do usuário",
        "Entregar o manual de acesso externo",
    ):
        entregar(e.gerente, produto, e.hoje)
    capacitar(e.gestor_conhecimento)
    e.gerente.reload()
    entregar(e.gerente, "Comprovar a capacitação de multiplicadores entregue", e.hoje)
    entregar(e.gerente, "Comprovar os webinars entregues", e.hoje)
    abrir_etapa(e.gestor_sei, CIDADE, "Capacitação")
    confirmar_prontidao(e.gestor_sei, e.hoje)


def reuniao(dia: date) -> dict:
    return {
        "Quando foi": dia,
        "Como foi": ("A distância",),
        "Quem esteve": "Mauro Dantas, Gestor SEI\nOlavo Barreto, Gestor do Conhecimento",
        "O que foi decidido": "Uma pessoa por secretaria.",
    }


def indicar_multiplicadores(pagina: Page) -> None:
    item = "Indicar os multiplicadores"
    abrir_item(pagina, item)
    for nome in ("Dora Antunes", "Hugo Pires"):
        preencher(
            pagina,
            {
                "Nome": nome,
                "Cargo": "Escriturário",
                "Unidade": "GAB",
                "E-mail": f"{nome.split()[0].lower()}@exemplo.invalid",
            },
        )
        apertar(pagina, "Incluir")
        conferir_sem_erros(pagina)
    seguir(pagina, "Voltar à etapa")
    conferir_pronto(pagina, item)


def marcar_agenda(pagina: Page, dia: date) -> None:
    item = "Marcar a agenda de capacitação"
    abrir_item(pagina, item)
    for tipo in ("Capacitação de multiplicadores", "Webinar para usuários"):
        preencher(
            pagina,
            {
                "O que é": tipo,
                "Data": dia,
                "Hora": "09:00",
                "Duração em horas": "2",
                "Como será": ("Presencial",),
                "Local ou endereço da sala": "Auditório do paço",
                "Quem conduz": "Equipe da Prodesp",
            },
        )
        apertar(pagina, "Marcar sessão")
        conferir_sem_erros(pagina)
    seguir(pagina, "Voltar à etapa")
    conferir_pronto(pagina, item)


def entregar(pagina: Page, item: str, dia: date) -> None:
    fazer(
        pagina,
        item,
        {
            "Quando foi entregue": dia,
            "Quem entregou": "Marta Reis",
            "Como foi entregue": "À equipe da cidade, por e-mail.",
            "Endereço na internet": "https://material.exemplo.invalid/",
        },
    )


def capacitar(pagina: Page) -> None:
    """Registra quem esteve em cada sessão."""
    abrir_item(pagina, "Capacitar os multiplicadores")
    clicar(pagina, pagina.get_by_role("link", name="Capacitação de multiplicadores de"))
    preencher(pagina, {"Quem esteve": ("Dora Antunes · GAB", "Hugo Pires · GAB")})
    voltar_da_sessao(pagina, "Capacitar os multiplicadores")
    abrir_item(pagina, "Fazer o webinar dos usuários")
    clicar(pagina, pagina.get_by_role("link", name="Webinar para usuários de"))
    preencher(pagina, {"Quantas pessoas estiveram": "80"})
    voltar_da_sessao(pagina, "Fazer o webinar dos usuários")


def voltar_da_sessao(pagina: Page, item: str) -> None:
    apertar(pagina, "Salvar e voltar às sessões")
    conferir_sem_erros(pagina)
    seguir(pagina, "Voltar à etapa")
    conferir_pronto(pagina, item)


def confirmar_prontidao(pagina: Page, dia: date) -> None:
    item = "Confirmar que a cidade está pronta"
    abrir_item(pagina, item)
    sins = pagina.get_by_label("Sim", exact=True)
    assert sins.count() == 6
    for numero in range(6):
        sins.nth(numero).check()
    preencher(pagina, {"Data combinada para começar a usar": dia})
    apertar(pagina, "Salvar e voltar à etapa")
    conferir_sem_erros(pagina)
    conferir_pronto(pagina, item)


def entrada_em_producao(e: Elenco) -> None:
    abrir_cidade(e.gerente, CIDADE)
    seguir(e.gerente, "Registrar a entrada em produção")
    preencher(
        e.gerente,
        {
            "Data da entrada em produção": e.hoje,
            "Por que decidimos entrar em produção": "Acessos conferidos com o Gestor SEI.",
        },
    )
    apertar(e.gerente, "Registrar a entrada em produção")
    conferir_mensagem(e.gerente, "Entrada em produção registrada.")


def operacao_assistida(e: Elenco) -> None:
    abrir_etapa(e.gerente, CIDADE, "Capacitação")
    fazer(
        e.gerente,
        "Abrir a operação assistida",
        {
            "Quando começou": e.hoje,
            "Quem acompanha": "Marta Reis",
            "Por onde se pede ajuda": "(11) 4000-0001, das 8h às 18h",
        },
    )
    abrir_etapa(e.gestor_conhecimento, CIDADE, "Capacitação")
    registrar_duvida(e.gestor_conhecimento, e.hoje)
    e.gerente.reload()
    fazer(
        e.gerente,
        "Encerrar a operação assistida",
        {"Quando terminou": e.hoje, "Conclusão": "A cidade anda sozinha."},
    )
    entregar(e.gerente, "Comprovar a operação assistida entregue", e.hoje)
    abrir_etapa(e.gestor_sei, CIDADE, "Capacitação")
    enviar_etapa(e.gestor_sei)
    aprovar(e.gerente, CIDADE)
    expect(e.gerente.get_by_text("O município está habilitado", exact=True)).to_be_visible()


def registrar_duvida(pagina: Page, dia: date) -> None:
    item = "Registrar as dúvidas das primeiras semanas"
    abrir_item(pagina, item)
    preencher(
        pagina,
        {
            "Data": dia,
            "Unidade": "SMA",
            "Assunto": "Criar e assinar documento",
            "Dúvida": "Como se assina um despacho?",
            "O que resolveu": "Mostrado na tela, com a senha da própria pessoa.",
        },
    )
    apertar(pagina, "Registrar")
    conferir_sem_erros(pagina)
    seguir(pagina, "Voltar à etapa")
    conferir_pronto(pagina, item)
