"""Os assuntos do papel, do arquivo e do legado."""

from regulamentacao.sala.perguntas.tipos import Opcao, Tela, escolha, numero, texto

DIGITALIZACAO = Tela(
    "digitalizacao",
    "Digitalização e descarte",
    (
        escolha(
            "quem",
            "Quem digitaliza o papel que chega?",
            "protocolo",
            Opcao("protocolo", "O protocolo", "pelo protocolo"),
            Opcao("unidade", "A unidade que recebe", "pela unidade que o receber"),
        ),
        escolha(
            "original",
            "O que se faz com o papel depois de digitalizado?",
            "devolve",
            Opcao("devolve", "Devolve-se à pessoa, na hora"),
            Opcao("guarda", "Guarda-se no arquivo do município"),
            ajuda="Devolver evita acumular papel. Em nenhum dos casos o município joga fora: "
            "descarte depende da tabela de temporalidade.",
        ),
    ),
)

LEGADO = Tela(
    "legado",
    "Processos em papel e em outros sistemas",
    (
        escolha(
            "papel",
            "O que acontece com os processos em papel já abertos?",
            "terminam",
            Opcao("terminam", "Terminam em papel"),
            Opcao("movimentados", "São digitalizados quando voltarem a andar"),
            Opcao("todos", "São todos digitalizados, num prazo"),
            ajuda="O primeiro caso é o mais leve para uma equipe pequena.",
        ),
        numero(
            "meses",
            "Se forem todos, em quantos meses?",
            24,
            de=3,
            ate=60,
            ajuda="Nos outros casos, deixe como está: o número não entra no texto.",
        ),
        texto(
            "sistema",
            "Há hoje outro sistema de protocolo ou de processos? Como se chama?",
            ajuda="Se não há, deixe em branco.",
        ),
    ),
)

GESTAO_DOCUMENTAL = Tela(
    "gestao_documental",
    "Gestão documental",
    (
        escolha(
            "situacao",
            "O município tem plano de classificação e tabela de temporalidade?",
            "em_elaboracao",
            Opcao("publicados", "Sim, os dois estão publicados"),
            Opcao("em_elaboracao", "Estão sendo feitos"),
            Opcao("nada", "Ainda não começou"),
            ajuda="São os atos que dizem por quanto tempo se guarda cada documento. "
            "A falta deles não impede o decreto.",
        ),
    ),
)

TELAS = (DIGITALIZACAO, LEGADO, GESTAO_DOCUMENTAL)
