"""Capacitação: preparar as pessoas, começar a usar e acompanhar o começo."""

from capacitacao.apuracao import apurar
from seicidades.fluxo.declaracao import (
    SUGESTAO,
    DiasUteis,
    Etapa,
    Fase,
    Fonte,
    Item,
    Lado,
    Origem,
    Papel,
    registrar,
)

PROGRAMA = Fonte(Origem.PROGRAMA, "Página do programa SEI Cidades")


def _produto(chave: str, titulo: str, ajuda: str, *depende_de: str, **campos) -> Item:
    return Item(
        chave=chave,
        titulo=titulo,
        ajuda=ajuda,
        papel=Papel.GERENTE,
        lado=Lado.PRODESP,
        prazo=DiasUteis(10),
        depende_de=depende_de,
        pagina=f"capacitacao:{chave}",
        por_fato=True,
        minutos=5,
        fonte=PROGRAMA,
        **campos,
    )


CAPACITACAO = registrar(
    Etapa(
        chave="capacitacao",
        titulo="Capacitação",
        descricao=(
            "Quem vai usar o SEI aprende, pratica e começa. Depois da entrada em produção, "
            "as primeiras semanas são acompanhadas de perto."
        ),
        ordem=5,
        apurar=apurar,
        itens=(
            Item(
                chave="reuniao_de_multiplicadores",
                titulo="Fazer a reunião que escolhe os multiplicadores",
                ajuda=(
                    "A gerência da Prodesp reúne quem coordena a implantação na cidade e explica "
                    "que perfil procurar. Prova: data, quem esteve e o que se decidiu."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(10),
                pagina="capacitacao:reuniao_de_multiplicadores",
                por_fato=True,
                minutos=10,
                fonte=PROGRAMA,
            ),
            Item(
                chave="reuniao_preparatoria",
                titulo="Fazer a reunião preparatória da capacitação",
                ajuda=(
                    "Gestor do Conhecimento, Gestor SEI e gerência combinam como a cidade será "
                    "capacitada. Prova: data, quem esteve e o que se decidiu."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(10),
                pagina="capacitacao:reuniao_preparatoria",
                por_fato=True,
                minutos=10,
                fonte=PROGRAMA,
            ),
            Item(
                chave="multiplicadores_indicados",
                titulo="Indicar os multiplicadores",
                ajuda=(
                    "São os servidores que aprendem primeiro e ensinam os colegas. Procure alguém "
                    "de cada secretaria. Prova: nome, cargo, unidade e e-mail de cada um."
                ),
                papel=Papel.GESTOR_CONHECIMENTO,
                prazo=DiasUteis(10),
                depende_de=("reuniao_de_multiplicadores",),
                pagina="capacitacao:multiplicadores",
                por_fato=True,
                minutos=15,
                fonte=PROGRAMA,
            ),
            Item(
                chave="agenda_marcada",
                titulo="Marcar a agenda de capacitação",
                ajuda=(
                    "Datas da capacitação dos multiplicadores e do webinar dos usuários, com "
                    "local e quem conduz. Prova: as sessões marcadas aqui."
                ),
                papel=Papel.GESTOR_CONHECIMENTO,
                prazo=DiasUteis(10),
                depende_de=("reuniao_preparatoria",),
                pagina="capacitacao:agenda",
                por_fato=True,
                minutos=15,
                fonte=PROGRAMA,
            ),
            _produto(
                "produto_ambiente_de_treinamento",
                "Liberar o ambiente de treinamento",
                "Um SEI de ensaio, onde se erra sem consequência. Prova: endereço e data.",
                "reuniao_preparatoria",
            ),
            _produto(
                "produto_ead",
                "Liberar o curso a distância",
                "Inscrições no ambiente virtual de aprendizagem abertas para a cidade. "
                "Prova: endereço do curso e data.",
                "reuniao_preparatoria",
            ),
            _produto(
                "produto_manual_do_usuario",
                "Entregar o manual do usuário",
                "O passo a passo do dia a dia no SEI. Prova: endereço ou arquivo entregue.",
            ),
            _produto(
                "produto_manual_de_acesso_externo",
                "Entregar o manual de acesso externo",
                "Como cidadãos e empresas acompanham e assinam. "
                "Prova: endereço ou arquivo entregue.",
            ),
            Item(
                chave="multiplicadores_capacitados",
                titulo="Capacitar os multiplicadores",
                ajuda=(
                    "Registre cada sessão que aconteceu e quem esteve nela. "
                    "Prova: presença por pessoa, em todas as sessões marcadas."
                ),
                papel=Papel.GESTOR_CONHECIMENTO,
                prazo=DiasUteis(20),
                depende_de=("multiplicadores_indicados", "agenda_marcada"),
                pagina="capacitacao:sessoes",
                por_fato=True,
                minutos=15,
                fonte=PROGRAMA,
            ),
            Item(
                chave="webinar_realizado",
                titulo="Fazer o webinar dos usuários",
                ajuda=(
                    "Uma aula aberta com as operações básicas, para todos os servidores. "
                    "Prova: data e quantas pessoas assistiram."
                ),
                papel=Papel.GESTOR_CONHECIMENTO,
                prazo=DiasUteis(20),
                depende_de=("agenda_marcada",),
                pagina="capacitacao:webinar",
                por_fato=True,
                minutos=10,
                fonte=PROGRAMA,
            ),
            _produto(
                "produto_multiplicadores",
                "Comprovar a capacitação de multiplicadores entregue",
                "O material usado e a lista de presença, guardados. Prova: endereço ou arquivo.",
                "multiplicadores_capacitados",
            ),
            _produto(
                "produto_webinars",
                "Comprovar os webinars entregues",
                "A gravação ou o material do webinar, guardado. Prova: endereço ou arquivo.",
                "webinar_realizado",
            ),
            Item(
                chave="prontidao_confirmada",
                titulo="Confirmar que a cidade está pronta",
                ajuda=(
                    "Seis perguntas sobre acesso, unidades, gente disponível e combinados, e a "
                    "data para começar. É a parte da cidade na decisão de entrar em produção."
                ),
                papel=Papel.GESTOR_SEI,
                prazo=DiasUteis(10),
                depende_de=("multiplicadores_capacitados", "webinar_realizado"),
                pagina="capacitacao:prontidao",
                por_fato=True,
                minutos=10,
                fonte=SUGESTAO,
            ),
            Item(
                chave="operacao_assistida_aberta",
                titulo="Abrir a operação assistida",
                ajuda=(
                    "Quem acompanha as primeiras semanas e por onde se pede ajuda. "
                    "Prova: data, responsável e canal."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(3),
                pagina="capacitacao:operacao_assistida_aberta",
                por_fato=True,
                fase=Fase.DEPOIS,
                minutos=5,
                fonte=PROGRAMA,
            ),
            Item(
                chave="atendimentos_registrados",
                titulo="Registrar as dúvidas das primeiras semanas",
                ajuda=(
                    "Cada dúvida, de que unidade, e o que a resolveu. Se não houve nenhuma, "
                    "diga isso. Prova: a lista de atendimentos."
                ),
                papel=Papel.GESTOR_CONHECIMENTO,
                prazo=DiasUteis(20),
                depende_de=("operacao_assistida_aberta",),
                pagina="capacitacao:atendimentos",
                por_fato=True,
                fase=Fase.DEPOIS,
                minutos=10,
                fonte=SUGESTAO,
            ),
            Item(
                chave="operacao_assistida_encerrada",
                titulo="Encerrar a operação assistida",
                ajuda=(
                    "Quando a cidade já anda sozinha: data e conclusão, com o que ficou combinado."
                ),
                papel=Papel.GERENTE,
                lado=Lado.PRODESP,
                prazo=DiasUteis(30),
                depende_de=("atendimentos_registrados",),
                pagina="capacitacao:operacao_assistida_encerrada",
                por_fato=True,
                fase=Fase.DEPOIS,
                minutos=10,
                fonte=PROGRAMA,
            ),
            _produto(
                "produto_operacao_assistida",
                "Comprovar a operação assistida entregue",
                "O relatório do acompanhamento, guardado. Prova: endereço ou arquivo.",
                "operacao_assistida_encerrada",
                fase=Fase.DEPOIS,
            ),
        ),
    )
)
